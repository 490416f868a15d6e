#!/bin/sh
# Analysis and report of a large organization (organization.py). Growing in line means: the ratios of a stage stay as they
# are from one SCALE to the next. SCALES and FORMATS can be given in the environment; 1 is 20,000 acting identities.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for scale in ${SCALES:-0.1 0.2 0.4}; do
	echo "scale $scale"
	python3 "$SOURCE/tests/bench/organization.py" "$SOURCE/model/schema.sql" "$scale" "$folder"
	python3 "$SOURCE/tests/bench/stages.py" "$BAILIWICK" "$folder" "${FORMATS:-csv,json,html,pdf}"
done
