#!/bin/sh
# csat.sh: crm-csat against the numbers of the reference collection and of the
# textbooks' exercises, each typed in here from those pages, not from a run.
# The files of $CRM_SHARED are needed for most of them.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite csat
tool=$BINDIR/crm-csat
data=${CRM_SHARED:-}/data/loyalty

# cell COLUMN ROW WANTED TOLERANCE: whether a cell of the table on standard
# input is what is wanted; ROW is a number, or COL=TEXT.
cell()
{
	awk -F , -v column="$1" -v row="$2" -v want="$3" -v tolerance="$4" '
	NR == 1 {
		split(row, key, "=")
		for (i = 1; i <= NF; i++) {
			if ($i == column)
				at = i
			if ($i == key[1])
				by = i
		}
		next
	}
	by ? $by == key[2] : NR == row + 1 { got = $at; found = 1 }
	END {
		off = got - want
		if (off < 0)
			off = -off
		if (want !~ /^[-+.0-9]+$/)
			ok = got == want
		else
			ok = got != "" && off <= tolerance + 0
		ok = ok && found
		if (!ok)
			printf "got %s, want %s\n", got, want
		exit !ok
	}'
}

# want NAME COLUMN ROW WANTED TOLERANCE: the same as a verdict.
want()
{
	name=$1
	shift
	if cell "$@" >"$T/why"; then
		pass "$name"
	else
		fail "$name" "$(cat "$T/why")"
	fi
}

# top K N: an answer for each of N, K of them 5, the others 1.
top()
{
	awk -v k="$1" -v n="$2" 'BEGIN {
		print "score"
		for (i = 1; i <= n; i++)
			print i <= k ? 5 : 1
	}' | "$tool"
}

# one HEADER ROW ARG...: a table of one row.
one()
{
	header=$1 row=$2
	shift 2
	printf '%s\n%s\n' "$header" "$row" | "$tool" "$@"
}

# LOYALTY B2, MISSION 87: Wilson intervals from R, 6 digits.
while read -r k n share low high; do
	top "$k" "$n" >"$T/out"
	want "top $k of $n" share 1 "$share" 1e-9 <"$T/out"
	want "top $k of $n low" low 1 "$low" 5e-7 <"$T/out"
	want "top $k of $n high" high 1 "$high" 5e-7 <"$T/out"
done <<-EOF
	7 10 .7 .396778 .892209
	80 100 .8 .711171 .866633
	0 10 0 0 .277533
	1 1 1 .206549 1
EOF

# LOYALTY B3: the formula that one public page has wrong.
h=satisfaction,expectancy,ideal
one $h 1,1,1 -m acsi | want 'acsi all 1' score item=acsi 0 1e-12
one $h 10,10,10 -m acsi | want 'acsi all 10' score item=acsi 100 1e-12

# MISSION 13, 14: delivered value.
h=product,service,personnel,image,money,time
one $h,psychic,physical 8,7,6,7,5,4,3,2 -m delivered |
	want 'delivered 4+4' delivered_value 1 14 0
one $h,energy 8,7,6,7,5,4,3 -m delivered |
	want 'delivered 4+3' delivered_value 1 16 0

# MISSION 15-17: expectation and experience.
while read -r q0 q1 equal gap verdict; do
	one q0,q1 "$q0,$q1" -m expectation --equal "$equal" >"$T/out"
	want "$q1 after $q0" satisfaction 1 "$gap" 0 <"$T/out"
	want "$q1 after $q0, $equal" verdict 1 "$verdict" 0 <"$T/out"
done <<-EOF
	4 5 neutral 1 delighted
	4 4 neutral 0 neutral
	4 3 neutral -1 dissatisfied
	4 5 satisfied 1 highly satisfied
	4 4 satisfied 0 satisfied
	4 3 satisfied -1 dissatisfied
	6 8 neutral 2 delighted
	7 5 neutral -2 dissatisfied
EOF

# MISSION 18: words.
for c in 很满意=5 满意=4 一般=3 不满意=2 很不满意=1 'Very satisfied=5' \
	Satisfied=4 Neutral=3 Dissatisfied=2 'VERY DISSATISFIED=1'; do
	one score "${c%=*}" -m mean | want "label ${c%=*}" mean 1 "${c#*=}" 0
done

# MISSION 25: the index tree, the parent row first.
printf '%s\n' node,parent,weight,item csi,,, A,csi,.5,a B,csi,.3,b C,csi,.2,c \
	>"$T/tree.csv"
one a,b,c 4,5,3 -m index --tree "$T/tree.csv" >"$T/out"
want 'tree value' value node=csi 4.1 1e-12 <"$T/out"
want 'tree index' index node=csi 77.5 1e-10 <"$T/out"

# MISSION 26-29: the variables of the national indices.
for c in scsb=5 acsi=6 ecsi=7 ccsi=7; do
	n=$("$tool" --show-tree "${c%=*}" | grep -c "^[^,]*,${c%=*},")
	if [ "$n" -eq "${c#*=}" ]; then
		pass "${c%=*} variables"
	else
		fail "${c%=*} variables" "$n, not ${c#*=}"
	fi
done

# MISSION 47: 70 -> 80 and 30 -> 30.
printf '%s\n' wave,n,satisfied,repurchased 1,100,70,30 2,100,80,30 |
	"$tool" -m trap --by wave >"$T/out"
want 'trap' verdict 2 trap 0 <"$T/out"
want 'trap change' satisfaction_delta 2 .1 1e-9 <"$T/out"

# MISSION 67-70, 75: rates of counts.
while read -r name count rate tolerance; do
	"$tool" -m measures --counts "$name=$count" |
		want "$name" value "measure=$name" "$rate" "$tolerance"
done <<-EOF
	reputation 120/400 .30 0
	designation 90/300 .30 0
	repeat 2845/4339 .6557 5e-5
	complaint 18/600 .03 0
	fault-tolerance 12/20 .60 0
EOF

# LOYALTY B5: R's data set attitude; summary(lm(rating ~ ., attitude)).
a=tests/data/attitude.csv
"$tool" -m alpha --scale 0-100 --items "$(head -n 1 $a)" $a |
	want 'attitude alpha' alpha level=scale .8431428 5e-8
"$tool" -m drivers --importance beta --overall rating --scale 0-100 \
	--items "$(head -n 1 $a | cut -d , -f 2-)" $a >"$T/out"
want 'attitude R squared' r2 item=advance .7326 5e-5 <"$T/out"
while read -r item p; do
	want "attitude p of $item" p "item=$item" "$p" 6e-7 <"$T/out"
done <<-EOF
	complaints .000903
	privileges .595594
	learning .069925
	raises .715480
	critical .796334
	advance .235577
EOF

if [ ! -d "$data" ]; then
	skip 'reference files' 'needs ../shared'
	suite_end
fi

# LOYALTY B3: acsi.csv, csat_likert5.csv.
"$tool" -m acsi "$data/acsi.csv" |
	want 'acsi equal' score item=acsi 70.370370 5e-7
"$tool" -m acsi --weights .3885,.3190,.2925 "$data/acsi.csv" |
	want 'acsi Ohio' score item=acsi 70.983333 5e-7
i='--items q1,q2,q3,q4'
# shellcheck disable=SC2086
"$tool" -m mean $i "$data/csat_likert5.csv" >"$T/out"
want 'likert5 overall' mean item=overall 3.525 1e-9 <"$T/out"
want 'likert5 index' index item=overall 63.125 1e-9 <"$T/out"
# shellcheck disable=SC2086
"$tool" -m topbox $i "$data/csat_likert5.csv" >"$T/top"
# shellcheck disable=SC2086
"$tool" -m alpha $i "$data/csat_likert5.csv" >"$T/alpha"
want 'likert5 alpha' alpha level=scale .960493 5e-7 <"$T/alpha"
while read -r q mean share dropped total; do
	want "likert5 $q" mean "item=$q" "$mean" 1e-9 <"$T/out"
	want "likert5 top $q" share "item=$q" "$share" 1e-9 <"$T/top"
	want "alpha without $q" alpha_dropped "item=$q" "$dropped" 5e-7 \
		<"$T/alpha"
	want "item-total $q" item_total "item=$q" "$total" 5e-7 <"$T/alpha"
done <<-EOF
	q1 3.6 .6 .931343 .960638
	q2 3.8 .7 .967449 .871066
	q3 3.3 .5 .944015 .920651
	q4 3.4 .5 .943571 .917518
EOF

# LOYALTY B5: servqual.csv.
"$tool" -m servqual "$data/servqual.csv" | grep -v '^item,' >"$T/out"
want 'servqual overall' gap level=overall -.8 1e-12 <"$T/out"
while read -r dimension gap; do
	want "servqual $dimension" gap "dimension=$dimension" "$gap" 1e-12 \
		<"$T/out"
done <<-EOF
	tangibles -1
	reliability -2
	responsiveness -.5
	assurance 0
	empathy -.5
EOF

suite_end
