/* forkcastctl clients, and the table of clients: see clients.h. */
#include "ctl/clients.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/text/json.h"

#define PATTERN 256

/* The columns; those without a name are in the objects only. */
static const struct {
	const char *name; /* null: none */
	const char *key; /* in a JSON object */
	struct column shown;
	enum { NUMBER, SIZE, AGO, TEXT, STATE, PROCESS } kind;
	size_t at, size; /* in struct score_row */
} columns[] = {
#define FIELD(field)                       \
	offsetof(struct score_row, field), \
	    sizeof(((struct score_row *)0)->field)
	{ "pid", "pid", { 7, "PID" }, NUMBER, FIELD(pid) },
	{ "name", "name", { -14, "NAME" }, TEXT, FIELD(name) },
	{ "peer", "peer", { -21, "PEER" }, TEXT, FIELD(peer) },
	{ "state", "state", { -7, "STATE" }, STATE, FIELD(state) },
	{ "process", "process", { -1, "S" }, PROCESS, 0, 0 },
	{ "groups", "groups", { 3, "GRP" }, NUMBER, FIELD(groups) },
	{ "in", "lines_in", { 6, "IN" }, NUMBER, FIELD(lines_in) },
	{ "out", "lines_out", { 6, "OUT" }, NUMBER, FIELD(lines_out) },
	{ NULL, "bytes_in", { 0, NULL }, NUMBER, FIELD(bytes_in) },
	{ NULL, "bytes_out", { 0, NULL }, NUMBER, FIELD(bytes_out) },
	{ "queue", "queue", { 6, "QUEUE" }, SIZE, FIELD(queue) },
	{ "since", "since", { 6, "UP" }, AGO, FIELD(since) },
	{ "active", "active", { 6, "IDLE" }, AGO, FIELD(active) },
};

/* What qsort compares by. */
static struct {
	size_t column;
	bool reverse;
} order;

static uint64_t
number_of(const struct client *client, size_t column)
{
	uint64_t number;

	memcpy(&number, (const char *)&client->score + columns[column].at,
	    sizeof(number));
	return number;
}

/* Returns the text of a cell without its form for people. */
static struct str
text_of(const struct client *client, size_t column)
{
	static const char *const states[] = { [SCORE_NAMELESS] = "unnamed",
		[SCORE_HERE] = "here",
		[SCORE_SLOW] = "slow",
		[SCORE_LEAVING] = "leaving" };

	if (columns[column].kind == PROCESS)
		return (struct str) { &client->process, 1 };
	if (columns[column].kind == STATE)
		return client->score.state < COUNT(states) ?
		    str_from(states[client->score.state]) :
		    STR("?");
	return score_text((const char *)&client->score + columns[column].at,
	    columns[column].size);
}

void
rows_read(struct clients *clients, const struct server *server)
{
	const size_t rows = server_rows(server);

	*clients =
	    (struct clients) { .row = calloc(rows + 1, sizeof(*clients->row)) };
	if (clients->row == NULL)
		die(EX_OSERR, "out of memory for %zu clients", rows);
	for (size_t i = 0; i < rows; i++) {
		struct client *row = &clients->row[clients->count];
		if (!server_row(server, i, &row->score))
			continue;
		row->process = server_process(row->score.pid, server->pid);
		clients->stopped += row->process == 'T';
		clients->count++;
	}
}

static int
by_column(const void *a, const void *b)
{
	const struct client *one = a, *other = b;
	const int sign = order.reverse ? -1 : 1;
	uint64_t least, most;

	if (columns[order.column].kind == TEXT ||
	    columns[order.column].kind == PROCESS) {
		const struct str first = text_of(one, order.column);
		const struct str second = text_of(other, order.column);
		const int found = memcmp(first.at, second.at,
		    first.len < second.len ? first.len : second.len);
		if (found != 0)
			return sign * found;
		least = first.len;
		most = second.len;
	} else {
		least = number_of(one, order.column);
		most = number_of(other, order.column);
	}
	return sign * ((least > most) - (least < most));
}

void
rows_sort(struct clients *clients, const char *column, bool reverse)
{
	size_t i = 0;

	while (i < COUNT(columns) &&
	    (columns[i].name == NULL || strcmp(columns[i].name, column) != 0))
		i++;
	if (i == COUNT(columns))
		die(EX_USAGE,
		    "unknown column \"%s\"; columns: pid, name, peer, state, "
		    "process, groups, in, out, queue, since, active",
		    column);
	order.column = i;
	order.reverse = reverse;
	qsort(clients->row, clients->count, sizeof(*clients->row), by_column);
}

const char *
rows_next_column(const char *column)
{
	bool found = false;

	for (size_t i = 0; i < COUNT(columns); i++) {
		if (found && columns[i].name != NULL)
			return columns[i].name;
		found = found ||
		    (columns[i].name != NULL &&
			strcmp(columns[i].name, column) == 0);
	}
	return columns[0].name;
}

void
rows_print(
    const struct clients *clients, size_t rows, size_t width, const char *end)
{
	const usec now = clock_wall();
	char room[COUNT(columns)][SHOW_SHORT];
	struct column shown[COUNT(columns)];
	struct str cells[COUNT(columns)];
	size_t count = 0;

	for (size_t i = 0; i < COUNT(columns); i++)
		if (columns[i].name != NULL)
			shown[count++] = columns[i].shown;
	if (clients->count > 0)
		show_heads(shown, count, width, end);
	for (size_t i = 0; i < clients->count && i < rows; i++) {
		const struct client *client = &clients->row[i];
		count = 0;
		for (size_t j = 0; j < COUNT(columns); j++) {
			struct str *cell = &cells[count];
			if (columns[j].name == NULL)
				continue;
			if (columns[j].kind == NUMBER)
				*cell = str_number(
				    number_of(client, j), room[count]);
			else if (columns[j].kind == SIZE)
				*cell = str_from(show_size(
				    room[count], number_of(client, j)));
			else if (columns[j].kind == AGO)
				*cell = str_from(show_span(room[count],
				    show_since(number_of(client, j), now)));
			else
				*cell = text_of(client, j);
			if (cell->len == 0)
				*cell = STR("-");
			count++;
		}
		show_row(shown, cells, count, width, end);
	}
}

void
rows_json(struct buf *to, const struct client *client)
{
	char clean[SCORE_PEER + 1]; /* room for the longest text of a row */

	for (size_t i = 0; i < COUNT(columns); i++) {
		(void)BUF_CAT(to, i == 0 ? STR("{\"") : STR(",\""),
		    str_from(columns[i].key), STR("\":"));
		if (columns[i].kind == AGO)
			(void)BUF_CAT(to, DECIMAL(number_of(client, i) / SEC));
		else if (columns[i].kind == NUMBER || columns[i].kind == SIZE)
			(void)BUF_CAT(to, DECIMAL(number_of(client, i)));
		else /* the buffer has room for any row */
			(void)json_string(to,
			    str_from(show_clean(
				clean, sizeof(clean), text_of(client, i))));
	}
	(void)BUF_CAT(to, STR("}\n"));
}

/* Returns whether the text matches, in either case. */
static bool
matches(const char *pattern, struct str text)
{
	char room[PATTERN];
	const size_t len = text.len < PATTERN ? text.len : PATTERN - 1;

	for (size_t i = 0; i < len; i++)
		room[i] = (char)str_lower(text.at[i]);
	room[len] = '\0';
	return fnmatch(pattern, room, 0) == 0;
}

static void
rows_filter(struct clients *clients, const char *given)
{
	char pattern[PATTERN];
	size_t kept = 0, len = 0;

	for (; len < PATTERN - 1 && given[len] != '\0'; len++)
		pattern[len] = (char)str_lower(given[len]);
	pattern[len] = '\0';
	for (size_t i = 0; i < clients->count; i++) {
		const struct client *row = &clients->row[i];
		const struct str name = text_of(row, 1);
		if (matches(pattern, name.len > 0 ? name : STR("-")) ||
		    matches(pattern, text_of(row, 2)) ||
		    matches(pattern, DECIMAL(row->score.pid)))
			clients->row[kept++] = *row;
	}
	clients->count = kept;
}

int
cmd_clients(const struct choice *choice, int argc, char **argv)
{
	const char *column = "since", *pattern = NULL;
	bool json = false, reverse = false;
	char room[ROWS_JSON];
	struct clients clients;
	struct server server;
	struct buf line;
	int letter;

	while ((letter = getopt(argc, argv, "jo:r")) != -1)
		switch (letter) {
		case 'j':
			json = true;
			break;
		case 'o':
			column = optarg;
			break;
		case 'r':
			reverse = true;
			break;
		default:
			ctl_usage(argv[0]);
		}
	if (optind < argc)
		pattern = argv[optind++];
	ctl_no_more(argc, argv);
	server_choose(choice, &server, true);
	rows_read(&clients, &server);
	if (pattern != NULL)
		rows_filter(&clients, pattern);
	rows_sort(&clients, column, reverse);
	if (!json)
		rows_print(&clients, SIZE_MAX, SIZE_MAX, "\n");
	for (size_t i = 0; json && i < clients.count; i++) {
		buf_init(&line, room, sizeof(room));
		rows_json(&line, &clients.row[i]);
		(void)fwrite(room, 1, buf_len(&line), stdout);
	}
	free(clients.row);
	server_close(&server);
	return EX_OK;
}
