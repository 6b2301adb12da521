#!/bin/sh
# Makes Remit's namespace when Temporal answers, and sets how long closed histories are kept. May be run again.
set -eu
tries=0
until temporal operator cluster health; do
  tries=$((tries + 1))
  [ "$tries" -lt 60 ] || exit 1
  sleep 2
done
if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE"; then
  temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$TEMPORAL_RETENTION"
else
  temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$TEMPORAL_RETENTION"
fi
