#!/bin/sh
# voice.sh: crm-nps, crm-kano and crm-weights against published numbers (the
# NPS package for R, textbooks, Saaty), and against a second computation in
# awk that shares nothing with ours but the definitions.
set -u
cd "$(dirname "$0")/../.." || exit 1
. scripts/testlib.sh

suite voice
work=$T/work
mkdir "$work"

# cell COLUMN [ROW]: of the table on standard input; the first row is 1.
cell()
{
	awk -F , -v name="$1" -v row="${2:-1}" '
	NR == 1 { for (i = 1; i <= NF; i++) if ($i == name) at = i }
	NR == row + 1 { print $at }'
}

# near NAME GOT WANT TOLERANCE: a reference number.
near()
{
	if awk -v a="$2" -v b="$3" -v t="$4" 'BEGIN {
		d = a - b
		exit !(a != "" && (d < 0 ? -d : d) <= t) }'; then
		pass "$1"
	else
		fail "$1" "got '$2', wanted $3 within $4"
	fi
}

# same NAME GOT WANT
same()
{
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "got '$2', wanted '$3'"
	fi
}

# answers DETRACTORS PASSIVES PROMOTERS: so many scores.
answers()
{
	echo score
	awk -v d="$1" -v n="$2" -v p="$3" 'BEGIN {
		for (i = 0; i < d; i++) print i % 7
		for (i = 0; i < n; i++) print 7 + i % 2
		for (i = 0; i < p; i++) print 9 + i % 2 }'
}

# score D N P NPS SE LOW HIGH ...: three intervals, fractions.
score()
{
	name=$1,$2,$3
	answers "$1" "$2" "$3" >"$work/in.csv"
	shift 3
	nps=$1 se=$2
	shift 2
	for kind in wald adjusted score; do
		crm-nps --interval $kind "$work/in.csv" >"$work/out"
		near "$name nps" "$(cell nps <"$work/out")" "$nps" 1e-4
		near "$name se" "$(cell se <"$work/out")" "$se" 1e-4
		near "$name $kind low" "$(cell low <"$work/out")" "$1" 1e-4
		near "$name $kind high" "$(cell high <"$work/out")" "$2" 1e-4
		shift 2
	done
}

published_scores()
{
	score 30 40 30 0 7.7460 -15.1818 15.1818 -14.9227 14.9227 \
		-15.0809 15.0809
	score 60 80 60 0 5.4772 -10.7352 10.7352 -10.6424 10.6424 \
		-10.7001 10.7001
	score 20 40 40 20 7.4833 5.3330 34.6670 4.9736 33.8614 4.9131 34.1023
	score 1 2 3 33.3333 30.4290 -26.3065 92.9731 -26.7433 71.1877 \
		-31.1074 75.3957
	score 0 0 5 100 0 100 100 17.4915 100 13.1035 100
	score 0 5 0 0 0 0 0 -30.0057 30.0057 -43.4482 43.4482
}

# change D N P D N P DELTA Z P: the second against the first.
change()
{
	{
		answers "$1" "$2" "$3" | sed 's/^/1,/; 1s/1/wave/'
		answers "$4" "$5" "$6" | sed '1d; s/^/2,/'
	} >"$work/in.csv"
	crm-nps --by wave --versus previous "$work/in.csv" >"$work/out"
	near "change $7" "$(cell delta 2 <"$work/out")" "$7" 1e-8
	near "change $7 z" "$(cell z 2 <"$work/out")" "$8" 1e-6
	near "change $7 p" "$(cell p 2 <"$work/out")" "$9" 1e-7
}

published_changes()
{
	change 30 40 30 20 40 40 20 1.856953 .0633178
	change 150 250 600 200 250 550 -10 -2.917300 .00353076
	for row in 10:1:385 10:.6:231 5:1:1537 5:.6:922 3:1:4269 3:.6:2561; do
		margin=${row%%:*} n=${row##*:} v=${row#*:}
		near "n for $row" "$(crm-nps --sample-size "$margin" \
			--variance "${v%:*}" | cell n)" "$n" 0
	done
	seq 1 15 | crm-nps -H --score 1 --cuts 0,6,8,15 >"$work/out"
	near '1:15' "$(cell nps <"$work/out")" 6.6666666667 1e-8
	near '1:15 variance' "$(cell se <"$work/out" |
		awk '{ print $1 * $1 * 15 / 1e4 }')" .8622 5e-5
}

published_weights()
{
	printf 'service,price,quality\n1,1.5,2.5\n' |
		crm-weights -m multiples >"$work/out"
	near 'multiples' "$(cell weight 1 <"$work/out")" .2 1e-9
	near 'multiples' "$(cell weight 2 <"$work/out")" .3 1e-9
	near 'multiples' "$(cell weight 3 <"$work/out")" .5 1e-9
	printf 'a,b,c\n50,30,20\n60,20,20\n40,40,20\n' |
		crm-weights >"$work/out"
	near 'experts' "$(cell weight 1 <"$work/out")" .5 1e-9
	near 'experts' "$(cell weight 2 <"$work/out")" .3 1e-9
	near 'experts' "$(cell weight 3 <"$work/out")" .2 1e-9
	printf 'first,second\nA,B\nA,C\nB,C\n' >"$work/in.csv"
	crm-weights -q -m pairs "$work/in.csv" >"$work/out"
	near 'pairs' "$(cell weight 1 <"$work/out")" .667 5e-4
	near 'pairs' "$(cell weight 2 <"$work/out")" .333 5e-4
	near 'pairs' "$(cell weight 3 <"$work/out")" 0 0
	crm-weights -m pairs --plus-one "$work/in.csv" >"$work/out"
	for i in 1 2 3; do
		near 'plus one' "$(cell weight $i <"$work/out")" \
			"$(echo $i | awk '{ print (4 - $1) / 6 }')" 1e-5
	done
	printf 'indicator,A,B,C\nA,1,3,5\nB,1/3,1,3\nC,1/5,1/3,1\n' |
		crm-weights -m ahp >"$work/out"
	near 'ahp' "$(cell weight 1 <"$work/out")" .636986 5e-7
	near 'ahp' "$(cell weight 2 <"$work/out")" .258285 5e-7
	near 'ahp' "$(cell eigen 3 <"$work/out")" .104729 5e-7
	near 'ahp lambda' "$(cell lambda <"$work/out")" 3.038511 5e-7
	near 'ahp cr' "$(cell cr <"$work/out")" .033199 5e-7
}

# kano FEATURE CATEGORY BERGER BETTER WORSE, of the answers file.
kano()
{
	row=$(awk -F , -v f="$1" '$1 == f { print NR - 1 }' "$work/out")
	same "$1" "$(cell category "$row" <"$work/out")" "$2"
	same "$1 berger" "$(cell berger "$row" <"$work/out")" "$3"
	near "$1 better" "$(cell better "$row" <"$work/out")" "$4" 1e-6
	near "$1 worse" "$(cell worse "$row" <"$work/out")" "$5" 1e-6
}

published_kano()
{
	data=${CRM_SHARED:-none}/data/loyalty
	if [ ! -f "$data/kano_answers.csv" ]; then
		skip kano 'no shared data'
		return
	fi
	crm-kano "$data/kano_answers.csv" >"$work/out"
	kano loyalty_card A A .684211 -.368421
	kano on_time M M .357143 -.867347
	kano gift_wrap I I .312500 -.187500
	kano chat_bot R R .343750 -.343750
}

# random SEED: answers by region and month, with weights.
random()
{
	awk -v seed="$1" 'BEGIN {
		srand(seed)
		split("north,south,east,west,the \"far\" side", r, ",")
		print "region,date,score,weight"
		for (i = 0; i < 3000; i++) {
			s = int(rand() * 13)
			name = r[int(rand() * 5) + 1]
			if (gsub(/"/, "\"\"", name))
				name = "\"" name "\""
			if (s > 10)
				s = ""
			printf "%s,2026-%02d-%02d,%s,%d.%d\n", name,
			    int(rand() * 12) + 1, int(rand() * 28) + 1, s,
			    int(rand() * 3), int(rand() * 10)
		}
	}'
}

# The same by awk: group, n, counts, score and the adjusted interval.
second()
{
	awk -F , -v weighted="$1" '
	NR == 1 || $3 == "" { if (NR > 1) seen[$1 "," substr($2, 1, 7)]; next }
	{
		k = $1 "," substr($2, 1, 7)
		w = weighted ? $4 : 1
		seen[k]
		all[k] += w
		squares[k] += w * w
		if ($3 >= 9) p[k] += w
		else if ($3 <= 6) d[k] += w
	}
	END {
		z = 1.959963984540054
		for (k in seen) {
			if (!(all[k] > 0)) {
				print k ",0,,,,"
				continue
			}
			n = all[k] ^ 2 / squares[k]
			a = p[k] / all[k]
			b = d[k] / all[k]
			P = (a * n + .75) / (n + 3)
			D = (b * n + .75) / (n + 3)
			h = z * sqrt((P + D - (P - D) ^ 2) / (n + 3))
			low = P - D - h
			if (low < -1)
				low = -1
			high = P - D + h
			if (high > 1)
				high = 1
			printf "%s,%.6f,%.6f,%.6f,%.6f,%.6f\n", k, n,
			    100 * (a - b),
			    100 * sqrt((a + b - (a - b) ^ 2) / n),
			    100 * low, 100 * high
		}
	}' | sort
}

# ours FILE ARG...: the columns that second makes, printed alike.
ours()
{
	file=$1
	shift
	crm-nps --by region --period month --no-header-out -q "$@" "$file" |
		awk -F , '$3 > 0 { printf "%s,%s,%.6f,%.6f,%.6f,%.6f,%.6f\n",
		    $1, $2, $3, $10, $11, $12, $13 }
		!($3 > 0) { print $1 "," $2 ",0,,,," }' | sort
}

# alike NAME: ours against theirs, number by number.
alike()
{
	paste -d , "$work/ours" "$work/theirs" | awk -F , '
	$1 != $8 || $2 != $9 { bad++; next }
	{ for (i = 3; i <= 7; i++) { d = $i - $(i + 7); n++
		if (d > 2e-6 || d < -2e-6) bad++ } }
	END { print n + 0, bad + 0 }' >"$work/n"
	read -r n bad <"$work/n"
	if [ "$bad" -gt 0 ] || [ "$n" -lt 100 ]; then
		fail "$1" "$bad of $n numbers differ"
	fi
	while [ "$n" -gt 0 ]; do
		pass "$1"
		n=$((n - 1))
	done
}

recomputed()
{
	for seed in 1 2 3; do
		random "$seed" >"$work/in.csv"
		ours "$work/in.csv" >"$work/ours"
		second 0 <"$work/in.csv" >"$work/theirs"
		alike "answers $seed"
		ours "$work/in.csv" --weight weight >"$work/ours"
		second 1 <"$work/in.csv" >"$work/theirs"
		alike "weighted answers $seed"
	done
}

# Laws: no order shows, and mirrored answers mirror the score.
laws()
{
	random 4 >"$work/in.csv"
	head -n 1 "$work/in.csv" >"$work/up.csv"
	sed 1d "$work/in.csv" | sort -t , -k 3 >>"$work/up.csv"
	for args in '--by region' '--period quarter' \
		'--by region --period month --versus rest --weight weight' \
		'--by region --versus previous --interval score'; do
		# shellcheck disable=SC2086
		same "order: $args" \
			"$(crm-nps -q --digits 17 $args "$work/in.csv")" \
			"$(crm-nps -q --digits 17 $args "$work/up.csv")"
	done
	printf '%s\n' score -5 -2 1 0 -4 3 -5 -1 >"$work/mirror.csv"
	printf '%s\n' score 5 2 -1 0 4 -3 5 1 >"$work/plain.csv"
	for kind in adjusted wald score; do
		a=$(crm-nps --cuts=-5,-2,1,5 --interval $kind \
			"$work/mirror.csv")
		b=$(crm-nps --cuts=-5,-2,1,5 --interval $kind \
			"$work/plain.csv")
		same "mirror $kind" "$(echo "$a" | cell low)" \
			"$(echo "$b" | cell high | sed 's/^/-/; s/^--//')"
		same "mirror $kind" "$(echo "$a" | cell nps)" \
			"$(echo "$b" | cell nps | sed 's/^/-/; s/^--//')"
	done
}

PATH=$BINDIR:$PATH
published_scores
published_changes
published_weights
published_kano
recomputed
laws
suite_end
