// duckdb.js FILE THREADS: count, min, max, sum and count of distinct days by
// customer, all rows written, as `crm-summary` does. The schema is given, or
// DuckDB would first sniff. NODE_PATH has @duckdb/node-api.
const duckdb = require('@duckdb/node-api');

const [file, threads] = process.argv.slice(2);
const columns = `{customer_id: 'VARCHAR', order_id: 'VARCHAR', date: 'DATE',
	amount: 'DECIMAL(18,2)', currency: 'VARCHAR', note: 'VARCHAR'}`;

async function main() {
	const db = await duckdb.DuckDBInstance.create(':memory:', { threads });
	const c = await db.connect();
	await c.run(`copy (
		select customer_id, min(date), max(date), count(*),
			sum(amount), count(distinct date)
		from read_csv('${file}', header = true, columns = ${columns})
		group by customer_id
	) to '/dev/null' (header)`);
}

main().catch((e) => {
	console.error(e.message);
	process.exit(1);
});
