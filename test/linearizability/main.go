// Reads a recording, one operation a line, and says of which gates no order of the operations explains the results.
// The rules of a gate are written here once more, so that a mistake in reading them does not stand twice.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"time"

	"github.com/anishathalye/porcupine"
)

const nobody = -1

// As in the recording.
type seatSeen struct {
	State   string `json:"state"`
	Holder  int    `json:"holder"`
	Outcome string `json:"outcome"`
}

type result struct {
	Outcome string     `json:"outcome"`
	Code    string     `json:"code"`
	Seat    int        `json:"seat"`
	Gate    string     `json:"gate"`
	Seats   []seatSeen `json:"seats"`
}

type operation struct {
	Gate   string `json:"gate"`
	Client int    `json:"client"`
	Kind   string `json:"kind"`
	Who    int    `json:"who"`
	Seat   int    `json:"seat"`
	Vote   string `json:"vote"`
	Call   int64  `json:"call"`
	Return *int64 `json:"return"`
	Result result `json:"result"`
}

// One gate of a place: two seats alike.
type gate struct {
	State string
	Seats [2]seatSeen
}

var (
	empty      = seatSeen{State: "ready", Holder: nobody}
	profession = []string{"nurse", "doctor", "manager", "nurse"}
	registered = []bool{true, true, false, true}
)

func (s seatSeen) waits() bool { return s.State == "ready" || s.State == "claimed" }

func (s seatSeen) heldBy(who int) bool { return s.State == "claimed" && s.Holder == who }

func (s seatSeen) heldByOther(who int) bool { return s.State == "claimed" && s.Holder != who }

func (g gate) answered(who int) bool {
	for _, s := range g.Seats {
		if s.Outcome != "" && s.Holder == who {
			return true
		}
	}
	return false
}

// What speaks against this person's answer: they gave one, or the two would not make the quorum.
func (g gate) against(who int) string {
	if g.answered(who) {
		return "one-seat-each"
	}
	for _, s := range g.Seats {
		if s.Outcome == "" {
			continue
		}
		if profession[s.Holder] == profession[who] || !(registered[s.Holder] || registered[who]) {
			return "profession-counted"
		}
	}
	return ""
}

func (g gate) againstHolding(seat, who int) string {
	if g.Seats[1-seat].heldBy(who) {
		return "one-seat-each"
	}
	return g.against(who)
}

// Does what was asked: the code of a refusal, or the seat it was done to.
func (g *gate) do(op operation) (string, int) {
	s := &g.Seats[op.Seat]
	over := g.State != "open" || !s.waits()
	switch op.Kind {
	case "claim":
		switch {
		case s.heldBy(op.Who):
			return "", op.Seat
		case over:
			return "late", nobody
		case s.heldByOther(op.Who):
			return "claimed-by-another", nobody
		}
		if code := g.againstHolding(op.Seat, op.Who); code != "" {
			return code, nobody
		}
		s.State, s.Holder = "claimed", op.Who
	case "claim-next":
		// Which of two alike is the next, nobody is promised.
		if over || s.State != "ready" || g.againstHolding(op.Seat, op.Who) != "" {
			return "nothing-waits", nobody
		}
		s.State, s.Holder = "claimed", op.Who
	case "take-over":
		switch {
		case over:
			return "late", nobody
		case !s.heldByOther(op.Who):
			return "not-held", nobody
		}
		if code := g.againstHolding(op.Seat, op.Who); code != "" {
			return code, nobody
		}
		s.Holder = op.Who
	case "release":
		if !s.heldBy(op.Who) {
			return "not-claimed-by-you", nobody
		}
		*s = empty
	case "recall":
		if s.Outcome == "" || s.Holder != op.Who {
			return "not-answered-by-you", nobody
		}
		if g.State != "open" {
			return "late", nobody
		}
		*s = empty
	case "complete":
		return g.complete(op)
	}
	return "", op.Seat
}

func (g *gate) complete(op operation) (string, int) {
	if g.State != "open" {
		return "late", nobody
	}
	if g.answered(op.Who) {
		return "one-seat-each", nobody
	}
	at := g.seatFor(op)
	if at == nobody {
		return "late", nobody
	}
	if g.Seats[at].heldByOther(op.Who) {
		return "claimed-by-another", nobody
	}
	if code := g.against(op.Who); code != "" {
		return code, nobody
	}
	g.Seats[at] = seatSeen{State: "completed", Holder: op.Who, Outcome: op.Vote}
	other := &g.Seats[1-at]
	// A decline ends the gate: what somebody else held is cancelled in their hands.
	goesOn := op.Vote != "decline"
	if other.State == "claimed" && (other.Holder == op.Who || goesOn && g.against(other.Holder) != "") {
		*other = empty
	}
	switch {
	case op.Vote == "decline" || other.Outcome == "decline":
		g.State = "declined"
	case other.Outcome == "approve":
		g.State = "approved"
	}
	if g.State != "open" && other.waits() {
		other.State = "cancelled"
	}
	return "", at
}

// The very seat, or where somebody else has it the other one.
func (g gate) seatFor(op operation) int {
	other := 1 - op.Seat
	this, that := g.Seats[op.Seat], g.Seats[other]
	switch {
	case this.State == "ready" || this.heldBy(op.Who):
		return op.Seat
	case that.heldBy(op.Who) || that.State == "ready":
		return other
	case g.Seats[0].waits():
		return 0
	case g.Seats[1].waits():
		return 1
	}
	return nobody
}

// Whether this result could be had here, and what is so afterwards.
func step(state, input, _ interface{}) (bool, interface{}) {
	before, op := state.(gate), input.(operation)
	after := before
	code, seat := after.do(op)
	if code != "" {
		after = before
	}
	switch {
	case op.Result.Outcome == "unknown":
		return true, after
	case code != "":
		return op.Result.Outcome == "refused" && op.Result.Code == code, before
	case op.Result.Outcome != "ok":
		return false, before
	case op.Kind == "read-gate":
		seen := op.Result.Seats
		return op.Result.Gate == after.State && len(seen) == 2 && seen[0] == after.Seats[0] && seen[1] == after.Seats[1], after
	}
	seen := op.Result.Seats
	return op.Result.Seat == seat && len(seen) == 1 && seen[0] == after.Seats[seat], after
}

var model = porcupine.Model{
	Init:  func() interface{} { return gate{State: "open", Seats: [2]seatSeen{empty, empty}} },
	Step:  step,
	Equal: func(a, b interface{}) bool { return a.(gate) == b.(gate) },
}

// What was never answered stays open to the end, and beyond.
const never = int64(1) << 60

func read() (map[string][]porcupine.Operation, error) {
	gates := map[string][]porcupine.Operation{}
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<16), 1<<22)
	for lines.Scan() {
		var op operation
		if err := json.Unmarshal(lines.Bytes(), &op); err != nil {
			return nil, err
		}
		until := never
		if op.Return != nil {
			until = *op.Return
		}
		gates[op.Gate] = append(gates[op.Gate], porcupine.Operation{
			ClientId: op.Client, Input: op, Call: op.Call, Output: nil, Return: until,
		})
	}
	return gates, lines.Err()
}

func main() {
	gates, err := read()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	wrong := []string{}
	undecided := []string{}
	for id, history := range gates {
		switch porcupine.CheckOperationsTimeout(model, history, time.Minute) {
		case porcupine.Illegal:
			wrong = append(wrong, id)
		case porcupine.Unknown:
			undecided = append(undecided, id)
		}
	}
	sort.Strings(wrong)
	sort.Strings(undecided)
	_ = json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"gates": len(gates), "wrong": wrong, "undecided": undecided,
	})
}
