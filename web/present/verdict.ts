import { explanationOf } from '../../api/present/gates.ts';
import type { BodyMap } from '../../domain/body.ts';
import type { Gate } from '../../domain/gate/gate.ts';
import { isAbove, LEVEL_NAMES } from '../../domain/level.ts';
import type { Receipt, ReceiptCondition, ReceiptRule } from '../../domain/policy/receipt.ts';
import { STAGE_NAMES } from '../../domain/stage.ts';
import { factName, factValue } from '../words/content-words.ts';
import { levelName, listed, type Names } from '../words/names.ts';

/** Where the policy sent a gate and why, with its whole receipt: what people may unfold. */
export function verdictView(gate: Gate, receipt: Receipt, map: BodyMap, names: Names) {
  const matched = receipt.rules.filter((rule) => rule.matched);
  return {
    level: levelName(gate.level),
    atLevel: LEVEL_NAMES[gate.level],
    bodies: names.bodies(gate.bodies),
    sentences: explanationOf(gate, map),
    escalation: isAbove(gate.level, gate.home)
      ? `From ${LEVEL_NAMES[gate.home]} to ${LEVEL_NAMES[gate.level]} level.`
      : null,
    receipt: {
      policy: `Version ${receipt.policy.version} of the subsidiarity policy was read.`,
      hash: receipt.policy.hash,
      rules: matched.map((rule) => ruleView(rule, receipt.deciding)),
      others: listed(receipt.rules.filter((rule) => !rule.matched).map((rule) => rule.id)),
      tried: receipt.rules.length,
    },
  };
}

function ruleView(rule: ReceiptRule, deciding: readonly string[]) {
  return {
    id: rule.id,
    level: levelName(rule.level),
    because: rule.conditions.map(conditionInWords),
    deciding: deciding.includes(rule.id) ? 'Decided' : 'Matched',
  };
}

function conditionInWords({ fact, value }: ReceiptCondition): string {
  if (fact === 'stage') return `Stage: ${STAGE_NAMES[value as keyof typeof STAGE_NAMES]}`;
  if (fact === 'scope') return `How far it reaches: ${LEVEL_NAMES[value as keyof typeof LEVEL_NAMES]}`;
  return `${factName(fact)}: ${factValue(fact, value)}`;
}
