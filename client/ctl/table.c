/* The clients of a server as a table: see table.h. */
#include "ctl/table.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/proc.h"
#include "ctl/text.h"
#include "shared/die.h"
#include "shared/text/json.h"

#define PATTERN 256

static struct str
name_of(const struct table_row *row)
{
	const struct str name =
	    score_text(row->score.name, sizeof(row->score.name));

	return name.len > 0 ? name : STR("-");
}

static struct str
peer_of(const struct table_row *row)
{
	return score_text(row->score.peer, sizeof(row->score.peer));
}

const char *
table_state(const struct table_row *row)
{
	static const char *const words[] = { [SCORE_NAMELESS] = "unnamed",
		[SCORE_HERE] = "here",
		[SCORE_SLOW] = "slow",
		[SCORE_LEAVING] = "leaving" };

	return row->score.state < COUNT(words) ? words[row->score.state] : "?";
}

/* Adds the row of that number, if it is in use. */
static void
add_row(struct table *table, const struct view *view, size_t number)
{
	struct table_row *row = &table->row[table->count];

	if (!view_row(view, number, &row->score))
		return;
	row->process = proc_state(row->score.pid, view->pid);
	table->stopped += row->process == 'T';
	table->count++;
}

void
table_read(struct table *table, struct view *view)
{
	struct score_pulse pulse;
	size_t rows;

	view_map(view);
	rows = view_rows(view);
	table->row = calloc(rows + 1, sizeof(*table->row));
	if (table->row == NULL)
		die(EX_OSERR, "out of memory for %zu clients", rows);
	table->count = table->stopped = 0;
	view_pulse(view, &pulse);
	table->now = view_is_alive(view) ? clock_wall() : pulse.beat;
	for (size_t i = 0; i < rows; i++)
		add_row(table, view, i);
}

void
table_free(struct table *table)
{
	free(table->row);
	*table = (struct table) { 0 };
}

/* Returns a copy in lower case, cut to the room. */
static const char *
lower(char room[PATTERN], struct str text)
{
	static const char upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	const size_t len = text.len < PATTERN ? text.len : PATTERN - 1;

	for (size_t i = 0; i < len; i++) {
		const char *at = strchr(upper, text.at[i]);
		room[i] = text.at[i];
		if (at != NULL && *at != '\0')
			room[i] = "abcdefghijklmnopqrstuvwxyz"[at - upper];
	}
	room[len] = '\0';
	return room;
}

static bool
matches(const char *pattern, const struct table_row *row)
{
	char room[PATTERN];

	return fnmatch(pattern, lower(room, name_of(row)), 0) == 0 ||
	    fnmatch(pattern, lower(room, peer_of(row)), 0) == 0 ||
	    fnmatch(pattern, lower(room, DECIMAL(row->score.pid)), 0) == 0;
}

void
table_filter(struct table *table, const char *pattern)
{
	char room[PATTERN];
	size_t kept = 0;

	(void)lower(room, str_from(pattern));
	for (size_t i = 0; i < table->count; i++)
		if (matches(room, &table->row[i]))
			table->row[kept++] = table->row[i];
	table->count = kept;
}

static int
compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int
compare_texts(struct str a, struct str b)
{
	const size_t len = a.len < b.len ? a.len : b.len;
	const int order = memcmp(a.at, b.at, len);

	return order != 0 ? order : compare_numbers(a.len, b.len);
}

#define COMPARE(field)                                           \
	static int by_##field(const void *a, const void *b)      \
	{                                                        \
		return compare_numbers(                          \
		    ((const struct table_row *)a)->score.field,  \
		    ((const struct table_row *)b)->score.field); \
	}

COMPARE(pid)
COMPARE(state)
COMPARE(groups)
COMPARE(lines_in)
COMPARE(lines_out)
COMPARE(queue)
COMPARE(since)
COMPARE(active)

static int
by_process(const void *a, const void *b)
{
	return ((const struct table_row *)a)->process -
	    ((const struct table_row *)b)->process;
}

static int
by_name(const void *a, const void *b)
{
	return compare_texts(name_of(a), name_of(b));
}

static int
by_peer(const void *a, const void *b)
{
	return compare_texts(peer_of(a), peer_of(b));
}

static void
show_number(uint64_t number, int width)
{
	(void)printf("%*llu", width, (unsigned long long)number);
}

static void
show_span(usec then, usec now, int width)
{
	char room[TEXT_SHORT];

	(void)printf("%*s", width, text_span(room, text_since(then, now)));
}

static void
show_queue(const struct table_row *row, int width)
{
	char room[TEXT_SHORT];

	(void)printf("%*s", width, text_size(room, row->score.queue));
}

enum column {
	PID,
	NAME,
	PEER,
	STATE,
	PROCESS,
	GROUPS,
	IN,
	OUT,
	QUEUE,
	SINCE,
	ACTIVE
};

static const struct {
	const char *name;
	const char *head;
	int width; /* negative: aligned left */
	int (*compare)(const void *a, const void *b);
} columns[] = {
	[PID] = { "pid", "PID", 7, by_pid },
	[NAME] = { "name", "NAME", -14, by_name },
	[PEER] = { "peer", "PEER", -21, by_peer },
	[STATE] = { "state", "STATE", -7, by_state },
	[PROCESS] = { "process", "S", -1, by_process },
	[GROUPS] = { "groups", "GRP", 3, by_groups },
	[IN] = { "in", "IN", 6, by_lines_in },
	[OUT] = { "out", "OUT", 6, by_lines_out },
	[QUEUE] = { "queue", "QUEUE", 6, by_queue },
	[SINCE] = { "since", "UP", 6, by_since },
	[ACTIVE] = { "active", "IDLE", 6, by_active },
};

static void
table_show(enum column column, const struct table_row *row, usec now)
{
	const int width = columns[column].width;

	switch (column) {
	case PID:
		show_number(row->score.pid, width);
		break;
	case NAME:
		text_column(name_of(row), (size_t)-width);
		break;
	case PEER:
		text_column(peer_of(row), (size_t)-width);
		break;
	case STATE:
		text_column(str_from(table_state(row)), (size_t)-width);
		break;
	case PROCESS:
		text_column((struct str) { &row->process, 1 }, (size_t)-width);
		break;
	case GROUPS:
		show_number(row->score.groups, width);
		break;
	case IN:
		show_number(row->score.lines_in, width);
		break;
	case OUT:
		show_number(row->score.lines_out, width);
		break;
	case QUEUE:
		show_queue(row, width);
		break;
	case SINCE:
		show_span(row->score.since, now, width);
		break;
	case ACTIVE:
		show_span(row->score.active, now, width);
		break;
	}
}

static void
reverse_rows(struct table *table)
{
	for (size_t i = 0; i < table->count / 2; i++) {
		const struct table_row row = table->row[i];
		table->row[i] = table->row[table->count - 1 - i];
		table->row[table->count - 1 - i] = row;
	}
}

bool
table_sort(struct table *table, const char *column, bool reverse)
{
	for (size_t i = 0; i < COUNT(columns); i++) {
		if (strcmp(columns[i].name, column) != 0)
			continue;
		qsort(table->row, table->count, sizeof(*table->row),
		    columns[i].compare);
		if (reverse)
			reverse_rows(table);
		return true;
	}
	return false;
}

const char *
table_next_column(const char *column)
{
	for (size_t i = 0; i + 1 < COUNT(columns); i++)
		if (strcmp(columns[i].name, column) == 0)
			return columns[i + 1].name;
	return columns[0].name;
}

/* Returns how many columns fit. */
static size_t
columns_within(size_t width)
{
	size_t count = 0, used = 0;

	while (count < COUNT(columns)) {
		used += (size_t)abs(columns[count].width) + (count > 0);
		if (used > width)
			break;
		count++;
	}
	return count;
}

static void
print_heads(size_t count, const char *end)
{
	for (size_t i = 0; i < count; i++)
		(void)printf("%s%*s", i > 0 ? " " : "", columns[i].width,
		    columns[i].head);
	(void)printf("%s", end);
}

void
table_print(
    const struct table *table, size_t rows, size_t width, const char *end)
{
	const size_t count = columns_within(width);

	if (table->count > 0)
		print_heads(count, end);
	for (size_t i = 0; i < table->count && i < rows; i++) {
		for (size_t j = 0; j < count; j++) {
			(void)printf("%s", j > 0 ? " " : "");
			table_show((enum column)j, &table->row[i], table->now);
		}
		(void)printf("%s", end);
	}
}

static void
add_number(struct buf *to, const char *key, uint64_t number)
{
	(void)BUF_CAT(
	    to, STR(",\""), str_from(key), STR("\":"), DECIMAL(number));
}

static void
add_string(struct buf *to, const char *key, struct str text)
{
	char clean[SCORE_PEER + 1]; /* room for the longest text of a row */

	(void)BUF_CAT(to, STR(",\""), str_from(key), STR("\":"));
	/* The buffer has room for any row. */
	(void)json_string(to, str_from(text_clean(clean, sizeof(clean), text)));
}

/* Appends the row; its times are in seconds since 1970. */
void
table_json(struct buf *to, const struct table_row *row)
{
	(void)BUF_CAT(to, STR("{\"pid\":"), DECIMAL(row->score.pid));
	add_string(
	    to, "name", score_text(row->score.name, sizeof(row->score.name)));
	add_string(to, "peer", peer_of(row));
	add_string(to, "state", str_from(table_state(row)));
	add_string(to, "process", (struct str) { &row->process, 1 });
	add_number(to, "groups", row->score.groups);
	add_number(to, "lines_in", row->score.lines_in);
	add_number(to, "lines_out", row->score.lines_out);
	add_number(to, "bytes_in", row->score.bytes_in);
	add_number(to, "bytes_out", row->score.bytes_out);
	add_number(to, "queue", row->score.queue);
	add_number(to, "since", row->score.since / SEC);
	add_number(to, "active", row->score.active / SEC);
	(void)BUF_CAT(to, STR("}\n"));
}
