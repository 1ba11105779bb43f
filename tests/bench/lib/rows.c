/* The results of a bench, gathered: see rows.h. */
#include "rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "shared/die.h"

#define ROWS 256
#define LINE 512

static struct {
	struct row rows[ROWS];
	size_t count;
} all;

/* --- Gathering -------------------------------------------------------- */

static struct row *
find(const struct load *load, const char *server)
{
	for (size_t i = 0; i < all.count; i++) {
		struct row *row = &all.rows[i];
		if (result_same_load(&row->what.load, load) &&
		    strcmp(row->what.server, server) == 0)
			return row;
	}
	return NULL;
}

const struct row *
rows_find(const struct load *load, const char *server)
{
	return find(load, server);
}

/* One more run of a row, which is new if nothing like it was there before. */
static void
add(const struct result *result)
{
	struct row *row = find(&result->load, result->server);

	if (row == NULL) {
		if (all.count == ROWS)
			die(EX_DATAERR, "more than %d kinds of results", ROWS);
		row = &all.rows[all.count++];
	}
	if (row->runs == ROWS_RUNS)
		die(EX_DATAERR, "more than %d runs of one kind", ROWS_RUNS);
	row->what = *result;
	for (size_t i = 0; i < METRICS; i++)
		row->values[i][row->runs] = result->value[i];
	row->runs++;
}

void
rows_read(FILE *file)
{
	char line[LINE];
	struct result result;

	while (fgets(line, sizeof(line), file) != NULL) {
		if (!result_parse(&result, line))
			die(EX_DATAERR, "this is no result: %s", line);
		add(&result);
	}
	if (all.count == 0)
		die(EX_DATAERR, "there are no results");
}

/* --- Comparing -------------------------------------------------------- */

static int
compare(const void *a, const void *b)
{
	const double x = *(const double *)a;
	const double y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Sorts the values. The median of an even number is between the middle two. */
static struct spread
spread_of(double *values, size_t count)
{
	if (count == 0 || isnan(values[0]))
		return (struct spread) { NAN, NAN, NAN };
	qsort(values, count, sizeof(*values), compare);
	return (struct spread) {
		.median = (values[(count - 1) / 2] + values[count / 2]) / 2,
		.lowest = values[0],
		.highest = values[count - 1],
	};
}

struct spread
rows_spread(const struct row *row, enum metric metric)
{
	double values[ROWS_RUNS];

	if (row == NULL)
		return spread_of(NULL, 0);
	memcpy(values, row->values[metric], sizeof(values));
	return spread_of(values, row->runs);
}

struct spread
rows_compare(const struct row *row, const struct row *other, enum metric metric,
    enum comparison comparison)
{
	double values[ROWS_RUNS];
	size_t count = 0;

	if (row == NULL || other == NULL)
		return spread_of(NULL, 0);
	for (; count < row->runs && count < other->runs; count++) {
		const double one = row->values[metric][count];
		const double two = other->values[metric][count];
		values[count] = comparison == RATIO ? one / two : one - two;
	}
	return spread_of(values, count);
}

/* --- JSON ------------------------------------------------------------- */

/* Control characters become spaces. */
static void
write_string(FILE *file, const char *text)
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
write_row(FILE *file, const struct row *row)
{
	const struct load *load = &row->what.load;

	(void)fprintf(file, "    { \"server\": ");
	write_string(file, row->what.server);
	(void)fprintf(file,
	    ", \"load\": \"%s\", \"receivers\": %zu, \"groups\": %zu, "
	    "\"idle\": %zu,\n      \"window\": %zu, \"bytes\": %zu, "
	    "\"rate\": %zu, \"room\": %zu, \"runs\": %zu",
	    result_kind(load->kind), load->receivers, load->groups, load->idle,
	    load->window, load->bytes, load->rate, load->room, row->runs);
	for (enum metric i = 0; i < METRICS; i++) {
		const struct spread spread = rows_spread(row, i);
		if (isnan(spread.median))
			continue;
		(void)fprintf(file,
		    ",\n      \"%s\": { \"median\": %g, \"lowest\": %g, "
		    "\"highest\": %g }",
		    result_metric(i), spread.median, spread.lowest,
		    spread.highest);
	}
	(void)fprintf(file, " }");
}

void
rows_write_json(const char *path, const char *machine)
{
	FILE *file = fopen(path, "w");

	if (file == NULL)
		die_errno(EX_CANTCREAT, "cannot write %s", path);
	(void)fprintf(file, "{\n  \"machine\": ");
	write_string(file, machine);
	(void)fprintf(file, ",\n  \"results\": [\n");
	for (size_t i = 0; i < all.count; i++) {
		write_row(file, &all.rows[i]);
		(void)fprintf(file, i + 1 < all.count ? ",\n" : "\n");
	}
	(void)fprintf(file, "  ]\n}\n");
	const bool failed = ferror(file) != 0;
	if (fclose(file) != 0 || failed)
		die_errno(EX_IOERR, "cannot write all of %s", path);
}
