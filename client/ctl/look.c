/*
 * forkcastctl status and clients: what a server says of itself and its clients,
 * for people.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/text/json.h"

/* The table's columns. */
static const struct column shown[] = { { 6, "PID", 0 }, { -10, "NAME", 0 },
	{ -15, "PEER", 0 }, { -7, "STATE", 0 }, { -1, "S", 0 }, { 3, "GRP", 0 },
	{ 5, "IN", 0 }, { 5, "OUT", 0 }, { 5, "QUEUE", SHOW_SIZE },
	{ 6, "UP", SHOW_AGO }, { 6, "IDLE", SHOW_AGO } };

/*
 * What is in them, and in a line of "clients", where the peer comes last, as it
 * may have spaces, and the process is not; the last ones are in JSON only.
 */
enum { PID = 0, PEER = 2, PROCESS = 4, COLUMNS = 13 };
static const struct {
	const char *name; /* for -o */
	const char *key; /* in a JSON object */
	enum { NUMBER, TIME, TEXT } kind;
} columns[COLUMNS] = {
	[PID] = { "pid", "pid", NUMBER },
	{ "name", "name", TEXT },
	[PEER] = { "peer", "peer", TEXT },
	{ "state", "state", TEXT },
	[PROCESS] = { "process", "process", TEXT },
	{ "groups", "groups", NUMBER },
	{ "in", "lines_in", NUMBER },
	{ "out", "lines_out", NUMBER },
	{ "queue", "queue", NUMBER },
	{ "since", "since", TIME },
	{ "active", "active", TIME },
	{ NULL, "bytes_in", NUMBER },
	{ NULL, "bytes_out", NUMBER },
};

struct client {
	char *line; /* as the server said it; the cells are in there */
	struct str cell[COLUMNS];
	char process; /* its worker's state: server_process */
};

static struct {
	struct client *row;
	size_t count, room;
	size_t stopped; /* rows whose worker is stopped by a signal */
	uint64_t pid; /* of the server */
} clients;

/* How the clients are sorted. */
static struct {
	size_t column;
	bool reverse;
} order;

static void
print_head(const struct server *server)
{
	const struct str version = server_text(server, "version");
	const struct str address = server_text(server, "address");
	char span[SHOW_SHORT];

	(void)printf("server %llu%s", (unsigned long long)server->pid,
	    address.len > 0 ? " " : "");
	show_text(address);
	(void)printf(" (forkcastd%s", version.len > 0 ? " " : "");
	show_text(version);
	(void)printf(", uid %lu): ", (unsigned long)server->owner);
	show_text(server_text(server, "state"));
	(void)printf(", up %s",
	    show_span(span,
		show_since(server_number(server, "start_time_seconds"),
		    clock_wall())));
}

/* A figure of the status and the words in front of it. */
struct figure {
	const char *words, *key;
	bool is_size;
};

static void
print_figures(
    const struct server *server, const struct figure *rows, size_t count)
{
	char room[SHOW_SHORT];

	for (size_t i = 0; i < count; i++) {
		const uint64_t number = server_number(server, rows[i].key);
		if (rows[i].is_size)
			(void)printf(
			    "%s%s", rows[i].words, show_size(room, number));
		else
			(void)printf("%s%llu", rows[i].words,
			    (unsigned long long)number);
	}
}

static void
print_numbers(const struct server *server)
{
	static const struct figure first[] = {
		{ ", groups ", "groups", false },
		{ ", came ", "connections_total", false },
		{ ", crashed ", "crashed_total", false },
		{ ", refused ", "refused_total", false },
		{ ", full ", "full_total", false },
	};
	static const struct figure second[] = {
		{ "lines in ", "lines_received_total", false },
		{ ", out ", "lines_sent_total", false },
		{ "; bytes in ", "received_bytes_total", true },
		{ ", out ", "sent_bytes_total", true },
		{ "; queues ", "queue_bytes", true },
		{ ", memory ", "memory_bytes", true },
	};
	const uint64_t count = server_number(server, "clients");
	const uint64_t max = server_number(server, "clients_max");

	/* A reload may have lowered the limit. */
	(void)printf("clients %llu%s%llu", (unsigned long long)count,
	    count > max ? ", limit " : " of ", (unsigned long long)max);
	print_figures(server, first, COUNT(first));
	(void)printf(", stopped %zu\n", clients.stopped);
	print_figures(server, second, COUNT(second));
	(void)printf("\n");
}

static void
print_history(const struct server *server)
{
	static const struct figure rows[] = {
		{ "history gaps ", "history_gaps_total", false },
		{ "; not stored ", "history_unstored_records", false },
		{ " (", "history_unstored_bytes", true },
	};
	const bool all_stored = server_number(server, rows[1].key) == 0;
	char span[SHOW_SHORT];

	print_figures(server, rows, COUNT(rows) - all_stored);
	if (!all_stored)
		(void)printf(", %s)",
		    show_span(span,
			server_number(server, "history_unstored_seconds")));
	(void)printf("; questions %llu\n",
	    (unsigned long long)server_number(server, "history_questions"));
}

/* Prints the numbers of keys and items, unless all are 0. */
static void
print_stored(const struct server *server)
{
	static const struct figure rows[] = {
		{ "keys ", "keys", false },
		{ "; items waiting ", "items_waiting", false },
		{ ", under way ", "items_taken", false },
		{ ", returned ", "items_returned_total", false },
	};
	bool any = false;

	for (size_t i = 0; i < COUNT(rows); i++)
		any = any || server_number(server, rows[i].key) > 0;
	if (!any)
		return;
	print_figures(server, rows, COUNT(rows));
	(void)printf("\n");
}

static uint64_t
number_of(const struct client *client, size_t column)
{
	uint64_t number = 0;

	(void)str_to_number(client->cell[column], UINT64_MAX, &number);
	return number;
}

/* Returns the text of a cell. */
static struct str
text_of(const struct client *client, size_t column)
{
	return column == PROCESS ? (struct str) { &client->process, 1 } :
				   client->cell[column];
}

static int
by_column(const void *a, const void *b)
{
	const struct client *one = a, *other = b;
	const int sign = order.reverse ? -1 : 1;
	uint64_t least, most;

	if (columns[order.column].kind == TEXT) {
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

static void
forget_clients(void)
{
	while (clients.count > 0)
		free(clients.row[--clients.count].line);
	clients.stopped = 0;
}

/* Returns a new row. */
static struct client *
add_client(struct str line)
{
	const size_t room = clients.room > 0 ? 2 * clients.room : 64;
	char *copy = malloc(line.len + 1);

	if (clients.count == clients.room) {
		clients.row = realloc(clients.row, room * sizeof(*clients.row));
		clients.room = room;
	}
	if (copy == NULL || clients.row == NULL)
		die(EX_OSERR, "out of memory for %zu clients", clients.count);
	memcpy(copy, line.at, line.len);
	clients.row[clients.count] = (struct client) { .line = copy };
	return &clients.row[clients.count++];
}

/* Takes a client's line; what it lacks is empty. */
static void
take_client(struct str line)
{
	struct client *client;
	struct str rest;

	if (!str_skip(&line, STR("- ")))
		return;
	client = add_client(line);
	rest = (struct str) { client->line, line.len };
	for (size_t i = 0; i < COLUMNS; i++)
		client->cell[i] = i == PEER || i == PROCESS || rest.at == NULL ?
		    STR("") :
		    str_word(&rest);
	if (rest.at != NULL)
		client->cell[PEER] = rest;
	client->process = server_process(number_of(client, PID), clients.pid);
	clients.stopped += client->process == 'T';
}

/* Asks for all clients, and sorts them. False with why as ask. */
static bool
read_clients(
    struct server *server, const struct choice *choice, char why[SERVER_WHY])
{
	clients.pid = server->pid;
	if (!ask(server,
		&(struct request) { .line = "clients",
		    .time = choice->time,
		    .take = take_client,
		    .begin = forget_clients },
		why))
		return false;
	if (clients.count > 0)
		qsort(clients.row, clients.count, sizeof(*clients.row),
		    by_column);
	return true;
}

/* Finds the server and its clients, or ends the program. */
static void
choose(const struct choice *choice, struct server *server)
{
	char why[SERVER_WHY];

	server_choose(choice, server, true);
	if (!read_clients(server, choice, why))
		die(EX_UNAVAILABLE, "%s", why);
}

int
cmd_status(const struct choice *choice, const struct given *given)
{
	struct server server;

	(void)given;
	choose(choice, &server);
	print_head(&server);
	(void)printf("\n");
	print_numbers(&server);
	if (server_number(&server, "history_unstored_records") > 0 ||
	    server_number(&server, "history_records_total") > 0)
		print_history(&server);
	print_stored(&server);
	return EX_OK;
}

/* Takes -o, or the default, and the direction. */
static void
order_by(const char *column, bool reverse)
{
	order.reverse = reverse;
	for (size_t i = 0; i < COUNT(shown); i++)
		if (strcmp(columns[i].name, column) == 0) {
			order.column = i;
			return;
		}
	die(EX_USAGE,
	    "unknown column \"%s\"; columns: pid, name, peer, state, process, "
	    "groups, in, out, queue, since, active",
	    column);
}

/* Prints the headings and the rows. */
static void
print_table(void)
{
	struct str cells[COUNT(shown)];

	if (clients.count > 0)
		show_row(shown, NULL, COUNT(shown));
	for (size_t i = 0; i < clients.count; i++) {
		for (size_t j = 0; j < COUNT(shown); j++)
			cells[j] = text_of(&clients.row[i], j);
		show_row(shown, cells, COUNT(shown));
	}
}

/* Prints a row as a JSON object. */
static void
print_json(const struct client *client)
{
	char clean[ADDR_TEXT + 1]; /* room for the longest text of a row */
	char room[4096];
	struct buf to;

	/* There is room for any row. */
	buf_init(&to, room, sizeof(room));
	for (size_t i = 0; i < COLUMNS; i++) {
		(void)BUF_CAT(&to, i == 0 ? STR("{\"") : STR(",\""),
		    str_from(columns[i].key), STR("\":"));
		if (columns[i].kind == TIME)
			(void)BUF_CAT(&to, DECIMAL(number_of(client, i) / SEC));
		else if (columns[i].kind == NUMBER)
			(void)BUF_CAT(&to, DECIMAL(number_of(client, i)));
		else
			(void)json_string(&to,
			    str_from(show_clean(
				clean, sizeof(clean), text_of(client, i))));
	}
	(void)BUF_CAT(&to, STR("}\n"));
	(void)fwrite(room, 1, buf_len(&to), stdout);
}

int
cmd_clients(const struct choice *choice, const struct given *given)
{
	const char *column = given->option['o'];
	struct server server;

	order_by(column != NULL ? column : "since", given->option['r'] != NULL);
	choose(choice, &server);
	if (given->option['j'] == NULL)
		print_table();
	for (size_t i = 0; given->option['j'] != NULL && i < clients.count; i++)
		print_json(&clients.row[i]);
	return EX_OK;
}
