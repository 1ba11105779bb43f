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

/* The columns, as people see them, and as the objects have them. */
static const struct column shown[] = { { 7, "PID", 0 }, { -14, "NAME", 0 },
	{ -21, "PEER", 0 }, { -7, "STATE", 0 }, { -1, "S", 0 }, { 3, "GRP", 0 },
	{ 6, "IN", 0 }, { 6, "OUT", 0 }, { 6, "QUEUE", SHOW_SIZE },
	{ 6, "UP", SHOW_AGO }, { 6, "IDLE", SHOW_AGO } };

static const struct {
	const char *name; /* null: it is in the objects only */
	const char *key; /* in a JSON object */
	enum { NUMBER, TIME, TEXT, STATE, PROCESS } kind;
	size_t at, size; /* in struct score_row */
} columns[] = {
#define FIELD(field)                       \
	offsetof(struct score_row, field), \
	    sizeof(((struct score_row *)0)->field)
	{ "pid", "pid", NUMBER, FIELD(pid) },
	{ "name", "name", TEXT, FIELD(name) },
	{ "peer", "peer", TEXT, FIELD(peer) },
	{ "state", "state", STATE, FIELD(state) },
	{ "process", "process", PROCESS, 0, 0 },
	{ "groups", "groups", NUMBER, FIELD(groups) },
	{ "in", "lines_in", NUMBER, FIELD(lines_in) },
	{ "out", "lines_out", NUMBER, FIELD(lines_out) },
	{ NULL, "bytes_in", NUMBER, FIELD(bytes_in) },
	{ NULL, "bytes_out", NUMBER, FIELD(bytes_out) },
	{ "queue", "queue", NUMBER, FIELD(queue) },
	{ "since", "since", TIME, FIELD(since) },
	{ "active", "active", TIME, FIELD(active) },
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

/* Returns the text of a cell; a number is written into room. */
static struct str
text_of(const struct client *client, size_t column, char room[STR_DIGITS])
{
	static const char *const states[] = { [SCORE_NAMELESS] = "unnamed",
		[SCORE_HERE] = "here",
		[SCORE_SLOW] = "slow",
		[SCORE_LEAVING] = "leaving" };

	if (columns[column].kind == PROCESS)
		return (struct str) { &client->process, 1 };
	if (columns[column].kind == NUMBER || columns[column].kind == TIME)
		return str_number(number_of(client, column), room);
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
		const struct str first = text_of(one, order.column, NULL);
		const struct str second = text_of(other, order.column, NULL);
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
	char room[COUNT(columns)][STR_DIGITS];
	struct str cells[COUNT(columns)];

	if (clients->count > 0)
		show_row(shown, NULL, COUNT(shown), width, end);
	for (size_t i = 0; i < clients->count && i < rows; i++) {
		size_t count = 0;
		for (size_t j = 0; j < COUNT(columns); j++)
			if (columns[j].name != NULL) {
				cells[count] =
				    text_of(&clients->row[i], j, room[count]);
				count++;
			}
		show_row(shown, cells, count, width, end);
	}
}

/* Prints a row as a JSON object. */
static void
print_json(const struct client *client)
{
	char clean[SCORE_PEER + 1]; /* room for the longest text of a row */
	char room[2048], digits[STR_DIGITS];
	struct buf to;

	/* There is room for any row. */
	buf_init(&to, room, sizeof(room));
	for (size_t i = 0; i < COUNT(columns); i++) {
		(void)BUF_CAT(&to, i == 0 ? STR("{\"") : STR(",\""),
		    str_from(columns[i].key), STR("\":"));
		if (columns[i].kind == TIME)
			(void)BUF_CAT(&to, DECIMAL(number_of(client, i) / SEC));
		else if (columns[i].kind == NUMBER)
			(void)BUF_CAT(&to, text_of(client, i, digits));
		else
			(void)json_string(&to,
			    str_from(show_clean(clean, sizeof(clean),
				text_of(client, i, digits))));
	}
	(void)BUF_CAT(&to, STR("}\n"));
	(void)fwrite(room, 1, buf_len(&to), stdout);
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
		const struct str name = text_of(row, 1, NULL);
		if (matches(pattern, name.len > 0 ? name : STR("-")) ||
		    matches(pattern, text_of(row, 2, NULL)) ||
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
	struct clients clients;
	struct server server;
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
	for (size_t i = 0; json && i < clients.count; i++)
		print_json(&clients.row[i]);
	free(clients.row);
	server_close(&server);
	return EX_OK;
}
