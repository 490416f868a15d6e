#!/bin/sh
# The contract of `bailiwick contains`, `expand` and `lint` on the command line: shapes, refused lines, exit status.
set -eu

passed=0
failed=0
cd "$SCRATCH"

# is WHAT GOT WANT
is() {
	if [ "$2" = "$3" ]; then
		passed=$((passed + 1))
	else
		printf '%s:\n  got  %s\n  want %s\n' "$1" "$2" "$3"
		failed=$((failed + 1))
	fi
}

# run ARGUMENT...: its output in out, its complaints in err, its status in $status
run() {
	status=0
	"$BAILIWICK" "$@" >out 2>err || status=$?
}

policy() { # ACTION RESOURCE
	printf '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"%s","Resource":"%s"}}' "$1" "$2"
}

# ---- contains ----

policy 's3:Get*' 'arn:aws:s3:::inv-2026/*' >a.json
policy 's3:GetObject' 'arn:aws:s3:::inv-*' >b.json
printf '{"id":"c1","kind":"identity","a":[%s],"b":[%s],"given":{}}\n' "$(cat a.json)" "$(cat b.json)" >batch.in
printf '{"id":"c2","a":%s,"b":%s}\n' "$(cat b.json)" "$(cat b.json)" >>batch.in
printf '{"id":"c3","kind":"other","a":[],"b":[]}\n{"id":"c4","a":{"Statement":{"Effect":"allow"}},"b":[]}\n' >>batch.in
printf '{"id":"c5","a":[],"c":[]}\n' >>batch.in
run contains --batch batch.in
is "contains: status with refused lines" "$status" 3
is "contains: answers" "$(cat out)" '{"id":"c1","contained":false,"witness":{"principal":null,"action":"s3:GetObjectAcl","resource":"arn:aws:s3:::inv-2026/a","context":{}},"why":{"a":{"policy":"0","statement":"1"},"b":"no Allow matches"},"steps":3,"notes":[]}
{"id":"c2","contained":true,"steps":3,"notes":[]}
{"id":"c3","error":{"code":"bad_shape","line":3,"path":"/kind","message":"expected \"identity\" or \"resource\""}}
{"id":"c4","error":{"code":"bad_policy","line":4,"path":"/a/Statement/Effect","message":"found \"allow\", expected \"Allow\" or \"Deny\""}}
{"id":"c5","error":{"code":"bad_shape","line":5,"path":"/c","message":"found unknown member \"c\""}}'
run contains a.json b.json
is "contains: two files" "$status $(head -n 1 out)" "0 not contained"
run contains --fail-on negative a.json b.json
is "contains: --fail-on" "$status" 1
run contains --budget 0 a.json b.json
is "contains: a budget of nothing" "$status $(cat err)" "2 bailiwick: expected --budget from 1 to 1000, got 0"
run contains a.json missing.json
is "contains: a file that is not there" "$status" 4
printf '{"a":%s,"b":%s,"given":{"aws:SourceVpce":"vpce-1"}}\n' "$(cat b.json)" \
	'{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:SourceVpce":"vpce-1"}}}}' >given
run contains --batch given
is "contains: keys that are given" "$(cut -c1-29 out)" '{"id":null,"contained":true,"'
printf '{"kind":"resource","a":%s,"b":{"Statement":[]}}\n' \
	'{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/k"}}' >principal
run contains --batch principal
is "contains: a principal" "$(grep -o '"principal":{[^}]*}' out)" '"principal":{"type":"Service","name":"ec2.amazonaws.com"}'

# ---- expand ----

printf '{"id":1,"policies":[%s],"format":"full"}\n' "$(policy s3:GetObject 'arn:aws:s3:::b/*')" >batch.in
printf '{"id":2,"policies":[%s],"permissionBoundaries":[%s]}\n' "$(policy 's3:GetObjectT*' '*')" "$(policy 's3:*Tagging' '*')" >>batch.in
printf '{"id":3,"polices":[]}\n' >>batch.in
run expand --batch batch.in
is "expand: status" "$status" 3
is "expand: answers" "$(cat out)" '{"id":1,"actions":[{"action":"s3:GetObject","level":"Read","certainty":"conditional","resources":["arn:aws:s3:::b/*"],"notResources":[],"conditions":[],"limitedBy":[]}],"counts":{"always":0,"conditional":1,"maybe":0},"notes":[]}
{"id":2,"actions":["s3:GetObjectTagging"],"counts":{"always":1,"conditional":0,"maybe":0},"notes":[]}
{"id":3,"error":{"code":"bad_shape","line":3,"path":"/polices","message":"found unknown member \"polices\""}}'
run expand --identity a.json --boundary b.json
is "expand: options" "$status $(cat out)" "0 conditional  s3:GetObject
1 actions: 0 always, 1 conditional, 0 maybe"

# ---- lint ----

run lint a.json b.json
is "lint: good files" "$status $(cat out)" "0 a.json: good
b.json: good"
policy 's3:GetObjct' 'bucket' >c.json
run lint c.json
is "lint: a faulty file" "$status $(head -n 2 out)" '1 c.json: /Statement/Action: warning: found "s3:GetObjct", expected "s3:GetObject" (unknown-action)
c.json: /Statement/Resource: error: found "bucket", expected an ARN or "*" (bad-arn)'
printf '{"id":1,"type":"rcp","policy":%s}\n{"type":"other","policy":{}}\n{"policy":7}\n' "$(cat a.json)" >batch.in
run lint --batch batch.in
is "lint: batch" "$status $(cut -c1-90 out)" '3 {"id":1,"accepted":false,"findings":[{"severity":"error","code":"bad-effect","at":"/Statem
{"id":null,"error":{"code":"bad_shape","line":2,"path":"/type","message":"expected identit
{"id":null,"accepted":false,"findings":[{"severity":"error","code":"bad-type","at":"","mes'
run lint --type other a.json
is "lint: an unknown kind" "$status" 2

# ---- the table ----

run --version
is "--version names the table" "$(sed -n 's/^IAM actions: \([a-z]*\) table, .*/\1/p' out | grep -c -E 'whole|small')" 1

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
