/* The lines of hostile clients: see hostile_rows.h. */
#include "hostile_rows.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "shared/die.h"
#include "tests/lib/filler.h"

#define ROWS 256
#define MARKS STR("????????????????????")
#define VALUE 2500 /* bytes of a long value */

static struct {
	struct hostile_row rows[ROWS];
	size_t count;
	char text[64 * 1024];
} all;

/* Cuts off the first column; the two characters \\n in it become one. */
static char *
cut_column(char **rest)
{
	char *column = *rest, *to = column;
	const size_t len = strcspn(column, "\t\n");
	char *end = column + len;

	*rest = *end == '\0' ? end : end + 1;
	for (const char *from = column; from < end; from++)
		if (from[0] == '\\' && from[1] == 'n') {
			*to++ = '\n';
			from++;
		} else {
			*to++ = *from;
		}
	*to = '\0';
	return column;
}

void
hostile_rows_read(const char *path)
{
	FILE *file = fopen(path, "r");
	char *at = all.text;

	if (file == NULL)
		die_errno(EX_NOINPUT, "cannot open %s", path);
	while (fgets(at, (int)(sizeof(all.text) - (size_t)(at - all.text)),
		   file) != NULL) {
		char *rest = at;
		at += strlen(at) + 1;
		if (rest[0] == '#')
			continue;
		if (all.count == ROWS || strchr(rest, '\n') == NULL)
			die(EX_DATAERR, "%s is too long", path);
		struct hostile_row *row = &all.rows[all.count++];
		row->word = cut_column(&rest);
		row->first = cut_column(&rest);
		row->line = cut_column(&rest);
		row->irc = isupper((unsigned char)row->word[0]) != 0;
	}
	(void)fclose(file); /* it was only read */
}

const struct hostile_row *
hostile_row(size_t number)
{
	return number < all.count ? &all.rows[number] : NULL;
}

/* Writes what a letter stands for. */
static bool
write_letter(
    struct buf *out, char letter, const struct hostile_numbers *numbers)
{
	size_t number = numbers->count;

	if (letter == 'v')
		return BUF_CAT(out, str_from(filler(VALUE)));
	if (letter == 'm')
		return BUF_CAT(out, MARKS);
	if (letter == 'c')
		number = numbers->client;
	if (letter == 'i' && numbers->idle > 0)
		number %= numbers->idle;
	return BUF_CAT(out, DECIMAL(number));
}

bool
hostile_write(
    struct buf *out, struct str format, const struct hostile_numbers *numbers)
{
	bool fits = true;

	for (size_t i = 0; i < format.len && fits; i++)
		fits = format.at[i] == '%' && i + 1 < format.len ?
		    write_letter(out, format.at[++i], numbers) :
		    BUF_CAT(out, ((struct str) { format.at + i, 1 }));
	return fits && BUF_CAT(out, STR("\n"));
}
