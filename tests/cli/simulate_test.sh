#!/bin/sh
# The contract of `bailiwick simulate` and `match` on the command line: batches, refused lines, exit status, files.
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

ann='"principal":"arn:aws:iam::111111111111:user/ann","action":"s3:GetObject","resource":{"arn":"arn:aws:s3:::b/k","accountId":"111111111111"}'
all='[{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}]'

# ---- batches ----

{
	printf '\357\273\277{"id":"a","request":{%s},"identityPolicies":%s}\n' "$ann" "$all"
	printf '\n   \n'
	printf '{"id":7,"request":{%s},"identityPolicy":[]}\r\n' "$ann"
	printf '{"id":"c","request"\n'
	printf '{"id":"d","request":{%s},"identityPolicies":[{"Statement":[{"Effect":"allow"}]}]}\n' "$ann"
	printf '{"id":"e","request":{"principal":"x","action":"s3:GetObject"}}\n'
	printf '{"id":"f","request":{%s}}' "$ann"
} >batch.in
run simulate --batch batch.in
is "status with refused lines" "$status" 3
is "answers" "$(cut -c1-60 out)" '{"id":"a","decision":"Allowed","blockedBy":[],"deciding":[{"
{"id":7,"error":{"code":"bad_shape","line":4,"path":"/identi
{"id":null,"error":{"code":"bad_json","line":5,"path":"","me
{"id":"d","error":{"code":"bad_policy","line":6,"path":"/ide
{"id":"e","error":{"code":"bad_arn","line":7,"path":"/reques
{"id":"f","decision":"ImplicitlyDenied","blockedBy":[],"deci'
is "complaints" "$(cut -c1-90 err)" 'line 4: /identityPolicy: found unknown member "identityPolicy"
line 5: byte 19: expected '\'':'\'', got the end of the text
line 6: /identityPolicies/0/Statement/0/Effect: found "allow", expected "Allow" or "Deny"
line 7: /request/principal: found "x", expected the ARN of a user, role, role session, fed'

run simulate --batch <batch.in
is "standard input gives the same" "$status $(wc -l <out)" "3 6"

{
	head -c 17000000 /dev/zero | tr '\0' ' '
	printf '\n{"id":"b","request":{%s}}\n' "$ann"
} >large
run simulate --batch large
is "a line above the ceiling is skipped" "$status $(cut -c1-50 out | tr '\n' ' ')" \
	'3 {"id":null,"error":{"code":"too_large","line":1,"p {"id":"b","decision":"ImplicitlyDenied","blockedBy '

printf '{"id":"t","request":{%s},"mode":"strict","mode":"open"}\n' "$ann" >twice.in
run simulate --batch twice.in
is "a member that stands twice" "$(cat out)" \
	'{"id":"t","error":{"code":"bad_policy","line":1,"path":"/mode","message":"found member \"mode\" twice in one object, expected it once"}}'

# ---- exit status ----

printf '{"request":{%s}}\n' "$ann" >denied
printf '{"request":{%s},"unknownLayers":["identity"]}\n' "$ann" >unknown
run simulate --batch denied
is "any answer is success" "$status" 0
run simulate --batch --fail-on negative denied
is "fail on negative" "$status" 1
run simulate --batch --fail-on unknown denied
is "a denial is not unknown" "$status" 0
run simulate --batch --fail-on unknown unknown
is "fail on unknown" "$status" 1
run simulate --batch --fail-on negative batch.in
is "refused lines go first" "$status" 3
run simulate --batch --fail-on always denied
is "unknown word" "$status" 2
run simulate --batch nowhere
is "unreadable file" "$status" 4
run simulate
is "nothing to do" "$status" 2

# ---- one request ----

printf '{"Version":"2012-10-17","Statement":{"Sid":"Own","Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::b/${aws:PrincipalTag/team}/*"}}' >p.json
run simulate --principal arn:aws:iam::111111111111:user/ann --action s3:GetObject --resource arn:aws:s3:::b/fin/x \
	--account 111111111111 --context aws:PrincipalTag/team=fin --identity p.json
is "from options, as text" "$status $(cat out)" "0 Allowed
  identity p.json, statement Own: Allow matches"
run simulate --principal arn:aws:iam::111111111111:user/ann --action s3:GetObject --resource arn:aws:s3:::b/fin/x \
	--account 111111111111 --mode=open --identity p.json --format json
is "from options, as JSON" "$status $(cut -c1-50 out)" '0 {"id":null,"decision":"Unknown","blockedBy":[],"de'
printf '{"Statement":{"Effect":"Allow","Action":"ec2:*","Resource":"*"}}' >scp.json
printf '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}' >all.json
run simulate --principal arn:aws:iam::111111111111:user/ann --action s3:GetObject --resource arn:aws:s3:::b/k \
	--account 111111111111 --identity all.json --scp r-1=all.json --scp ou-1=scp.json
is "guards from options" "$status $(cat out)" "0 ImplicitlyDenied
  blocked by scp
  scp of ou-1 scp.json, statement 1: Allow depends on action"
printf '{"Statement":' >cut.json
run simulate --principal ec2.amazonaws.com --action s3:GetObject --identity cut.json
is "a policy file that is no JSON" "$status $(cat err)" \
	"4 bailiwick: cut.json: line 1 column 14: expected a value, got the end of the text"
run simulate --principal ec2.amazonaws.com --action s3:GetObject --scp cut.json
is "a pair without its left side" "$status $(cat err)" "2 bailiwick: expected --scp TARGET=FILE, got cut.json"

# ---- reasons ----

printf '{"id":"a","request":{%s},"identityPolicies":%s}\n' "$ann" "$all" >one
run simulate --batch --trace none one
is "no reasons" "$(cat out)" '{"id":"a","decision":"Allowed","blockedBy":[],"notes":[]}'
run simulate --batch --trace full one
is "every statement" "$(sed 's/.*"trace"/"trace"/' out)" \
	'"trace":[{"type":"identity","policy":"0","statement":"1","effect":"Allow","matched":true,"failed":[]}],"notes":[]}'

# ---- match ----

cat >questions <<'EOF'
{"id":1,"kind":"glob","pattern":"a*C","value":"abc","caseless":true}
{"id":2,"kind":"arn","pattern":"arn:aws:s3:::b*","value":"arn:aws:s3:::bucket"}
{"id":3,"kind":"action","pattern":"S3:get?bject","value":"s3:GetObject"}
{"id":4,"kind":"resource","pattern":"arn:aws:s3:::b/${aws:username}","value":"arn:aws:s3:::b/ann","context":{"aws:username":"ann"}}
{"id":5,"kind":"resource","pattern":"arn:aws:s3:*","value":"arn:aws:s3:::b","policyType":"rcp"}
{"id":6,"kind":"principal","pattern":"111111111111","value":"arn:aws:iam::111111111111:user/ann"}
{"id":7,"kind":"principal","pattern":{"Service":"ec2.amazonaws.com"},"value":"ec2.amazonaws.com"}
{"id":8,"kind":"condition","operator":"NumericLessThan","key":"s3:max-keys","values":[10],"context":{"s3:max-keys":"9"}}
{"id":9,"kind":"condition","operator":"StringEquals","key":"s3:prefix","values":["x"],"mode":"open"}
{"id":10,"kind":"verb","pattern":"a","value":"b"}
EOF
run match --batch questions
is "match" "$status $(cut -c1-70 out)" '3 {"id":1,"match":true}
{"id":2,"match":true}
{"id":3,"match":true}
{"id":4,"match":true}
{"id":5,"match":false}
{"id":6,"match":true,"level":"account"}
{"id":7,"match":true,"level":"direct"}
{"id":8,"match":true}
{"id":9,"match":"unknown"}
{"id":10,"error":{"code":"bad_shape","line":10,"path":"/kind","message'

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
