/*
 * The report of a bench: reads results (result.h) from standard input, takes
 * the median of those that measured the same thing, prints a table and writes
 * the same as JSON. Run by tests/bench/run.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/str.h"
#include "tests/bench/result.h"

#define ROWS 256 /* different measurements */
#define RUNS 64 /* of each */
#define LINE 512
#define BOUND "relay" /* the server that ratios are to */

/* One measurement, run several times. */
struct row {
	struct result what; /* its values are the medians */
	double values[METRICS][RUNS]; /* sorted, once all are there */
	size_t runs;
};

static struct {
	struct row rows[ROWS];
	size_t count;
} report;

static const char *const metric_names[METRICS] = {
	[DELIVERIES] = "deliveries_per_second",
	[CPU] = "cpu_seconds_per_million",
	[P50] = "p50_us",
	[P99] = "p99_us",
	[PSS] = "pss_kib_per_idle_worker",
};

/* The same load, whichever the server. */
static bool
same_load(const struct result *a, const struct result *b)
{
	return a->receivers == b->receivers && a->window == b->window &&
	    a->bytes == b->bytes && a->rate == b->rate;
}

/* The row of that server under that load; null if there is none. */
static struct row *
find(const struct result *load, const char *server)
{
	for (size_t i = 0; i < report.count; i++) {
		struct row *row = &report.rows[i];
		if (same_load(&row->what, load) &&
		    strcmp(row->what.server, server) == 0)
			return row;
	}
	return NULL;
}

static bool
parse_size(struct str *rest, size_t *size)
{
	uint64_t number = 0;

	if (!str_to_number(str_word(rest), SIZE_MAX, &number))
		return false;
	*size = (size_t)number;
	return true;
}

/* Reads a line of load's; false if it is none. */
static bool
parse(const char *line, struct result *result)
{
	struct str rest = str_from(line);
	const struct str server = str_word(&rest);

	if (server.len >= RESULT_SERVER ||
	    !parse_size(&rest, &result->receivers) ||
	    !parse_size(&rest, &result->window) ||
	    !parse_size(&rest, &result->bytes) ||
	    !parse_size(&rest, &result->rate) || rest.at == NULL)
		return false;
	memcpy(result->server, server.at, server.len);
	result->server[server.len] = '\0';
	for (size_t i = 0; i < METRICS; i++) {
		char *end;
		result->value[i] = strtod(rest.at, &end);
		if (end == rest.at)
			return false;
		rest.at = end;
	}
	return true;
}

/* One more run of a row, which is new if nothing like it was there before. */
static void
add(const struct result *result)
{
	struct row *row = find(result, result->server);

	if (row == NULL) {
		if (report.count == ROWS)
			die(EX_DATAERR, "more than %d kinds of results", ROWS);
		row = &report.rows[report.count++];
		row->what = *result;
	}
	if (row->runs == RUNS)
		die(EX_DATAERR, "more than %d runs of one kind", RUNS);
	for (size_t i = 0; i < METRICS; i++)
		row->values[i][row->runs] = result->value[i];
	row->runs++;
}

static void
read_results(void)
{
	char line[LINE];
	struct result result;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		if (!parse(line, &result))
			die(EX_DATAERR, "this is no result: %s", line);
		add(&result);
	}
	if (report.count == 0)
		die(EX_DATAERR, "there are no results");
}

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Of an even number of runs the upper one of the two in the middle. */
static void
take_medians(struct row *row)
{
	for (size_t i = 0; i < METRICS; i++) {
		double *values = row->values[i];
		qsort(values, row->runs, sizeof(*values), compare);
		row->what.value[i] = values[row->runs / 2];
	}
}

static double
lowest(const struct row *row, enum metric metric)
{
	return row->values[metric][0];
}

static double
highest(const struct row *row, enum metric metric)
{
	return row->values[metric][row->runs - 1];
}

/* A cell: a number with so many decimals, or "-" for what was not measured. */
static void
print_cell(int width, int decimals, double value)
{
	if (isnan(value))
		(void)printf(" %*s", width, "-");
	else
		(void)printf(" %*.*f", width, decimals, value);
}

/* What the server's median is as a multiple of the relay's. */
static double
ratio(const struct row *row, enum metric metric)
{
	const struct row *bound = find(&row->what, BOUND);

	return bound != NULL ?
	    row->what.value[metric] / bound->what.value[metric] :
	    NAN;
}

static void
print_heading(const struct result *load)
{
	if (load->window == 0) {
		(void)printf("\nIdle workers, KiB of memory (PSS) of each\n"
			     "    N server          KiB  lowest highest\n");
		return;
	}
	if (load->rate > 0)
		(void)printf("\n%zu-byte texts, %zu messages/s\n", load->bytes,
		    load->rate);
	else
		(void)printf(
		    "\n%zu-byte texts, sender W messages ahead\n", load->bytes);
	(void)printf("    R   W server        k/s lowest highest ratio "
		     "CPU s/M p50 us ratio p99 us ratio\n");
}

static void
print_idle(const struct row *row)
{
	(void)printf("%5zu %-12s", row->what.receivers, row->what.server);
	print_cell(6, 1, row->what.value[PSS]);
	print_cell(7, 1, lowest(row, PSS));
	print_cell(7, 1, highest(row, PSS));
	(void)printf("\n");
}

static void
print_busy(const struct row *row)
{
	const struct result *what = &row->what;

	(void)printf(
	    "%5zu %3zu %-10s", what->receivers, what->window, what->server);
	print_cell(6, 0, what->value[DELIVERIES] / 1e3);
	print_cell(6, 0, lowest(row, DELIVERIES) / 1e3);
	print_cell(7, 0, highest(row, DELIVERIES) / 1e3);
	print_cell(5, 2, ratio(row, DELIVERIES));
	print_cell(7, 3, what->value[CPU]);
	print_cell(6, 0, what->value[P50]);
	print_cell(5, 2, ratio(row, P50));
	print_cell(6, 0, what->value[P99]);
	print_cell(5, 2, ratio(row, P99));
	(void)printf("\n");
}

/* A new heading wherever the kind of load changes. */
static bool
begins_table(size_t number)
{
	const struct result *now = &report.rows[number].what;

	if (number == 0)
		return true;
	const struct result *before = &report.rows[number - 1].what;
	return now->bytes != before->bytes || now->rate != before->rate;
}

static void
print_tables(const char *machine)
{
	(void)printf("%s\n"
		     "One group, one sender, R receivers. k/s: thousand "
		     "deliveries a second; CPU s/M:\n"
		     "processor seconds of the server and its workers per "
		     "million deliveries; p50, p99:\n"
		     "of one delivery. Medians of interleaved runs (%zu); "
		     "ratios are to the bare relay.\n",
	    machine, report.rows[0].runs);
	for (size_t i = 0; i < report.count; i++) {
		if (begins_table(i))
			print_heading(&report.rows[i].what);
		if (report.rows[i].what.window == 0)
			print_idle(&report.rows[i]);
		else
			print_busy(&report.rows[i]);
	}
}

/* A JSON string (RFC 8259); control characters become spaces. */
static void
json_string(FILE *file, const char *text)
{
	(void)putc('"', file);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			(void)putc('\\', file);
		(void)putc((unsigned char)*text < ' ' ? ' ' : *text, file);
	}
	(void)putc('"', file);
}

static void
json_row(FILE *file, const struct row *row)
{
	const struct result *what = &row->what;

	(void)fprintf(file, "    { \"server\": ");
	json_string(file, what->server);
	(void)fprintf(file,
	    ", \"receivers\": %zu, \"window\": %zu, \"bytes\": %zu, "
	    "\"rate\": %zu, \"runs\": %zu",
	    what->receivers, what->window, what->bytes, what->rate, row->runs);
	for (enum metric i = 0; i < METRICS; i++) {
		if (isnan(what->value[i]))
			continue;
		(void)fprintf(file,
		    ",\n      \"%s\": { \"median\": %g, \"lowest\": %g, "
		    "\"highest\": %g }",
		    metric_names[i], what->value[i], lowest(row, i),
		    highest(row, i));
	}
	(void)fprintf(file, " }");
}

static void
write_json(const char *path, const char *machine)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		die_errno(EX_CANTCREAT, "cannot write %s", path);
	(void)fprintf(file, "{\n  \"machine\": ");
	json_string(file, machine);
	(void)fprintf(file, ",\n  \"results\": [\n");
	for (size_t i = 0; i < report.count; i++) {
		json_row(file, &report.rows[i]);
		(void)fprintf(file, i + 1 < report.count ? ",\n" : "\n");
	}
	(void)fprintf(file, "  ]\n}\n");
	const bool failed = ferror(file) != 0;
	if (fclose(file) != 0 || failed)
		die_errno(EX_IOERR, "cannot write all of %s", path);
}

int
main(int argc, char **argv)
{
	die_name("report");
	if (argc != 3)
		die(EX_USAGE, "usage: report JSON-FILE MACHINE <RESULTS");
	read_results();
	for (size_t i = 0; i < report.count; i++)
		take_medians(&report.rows[i]);
	print_tables(argv[2]);
	write_json(argv[1], argv[2]);
	return 0;
}
