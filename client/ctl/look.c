/*
 * forkcastctl status, clients and top: what a server says of itself and its
 * clients, for people. top redraws both in place; if standard output is no
 * terminal, each update is printed below the previous one.
 */
#include <errno.h>
#include <fnmatch.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/buf.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/text/json.h"
#include "system/signals.h"
#include "system/term.h"

#define PATTERN 256

/*
 * The lines of the terminal that rows of the table cannot use: status and
 * headings above the rows, the rest of a line that wraps, and the last line;
 * one more if there is a history.
 */
#define LINES_ABOVE 8

#define CTRL_C 3

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

static struct {
	usec delay;
	bool terminal;
	volatile sig_atomic_t ended; /* a signal has come that ends top */
	uint64_t in, out, records; /* so many as of the last update */
	bool has_history;
	usec when; /* time of the last update, clock_mono; 0: none */
} top = { .delay = SEC };

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
print_numbers(const struct server *server, const char *end)
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
	(void)printf(", stopped %zu%s", clients.stopped, end);
	print_figures(server, second, COUNT(second));
	(void)printf("%s", end);
}

static bool
has_history(const struct server *server)
{
	return server_number(server, "history_unstored_records") > 0 ||
	    server_number(server, "history_records_total") > 0;
}

static void
print_history(const struct server *server, const char *end)
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
	(void)printf("; questions %llu%s",
	    (unsigned long long)server_number(server, "history_questions"),
	    end);
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

/* Prints the state of a server, with that end for each line. */
static void
print_status(const struct server *server, const char *end)
{
	print_head(server);
	(void)printf("%s", end);
	print_numbers(server, end);
	if (has_history(server))
		print_history(server, end);
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
	print_status(&server, "\n");
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

/*
 * Prints the headings and at most so many rows, each followed by end, with the
 * columns that fit into a terminal of that width.
 */
static void
print_table(size_t rows, size_t width, const char *end)
{
	struct str cells[COUNT(shown)];

	if (clients.count > 0)
		show_row(shown, NULL, COUNT(shown), width, end);
	for (size_t i = 0; i < clients.count && i < rows; i++) {
		for (size_t j = 0; j < COUNT(shown); j++)
			cells[j] = text_of(&clients.row[i], j);
		show_row(shown, cells, COUNT(shown), width, end);
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

/* Copies the text in lower case; what does not fit is cut off. */
static const char *
lower(char room[PATTERN], struct str text)
{
	const size_t len = text.len < PATTERN ? text.len : PATTERN - 1;

	for (size_t i = 0; i < len; i++)
		room[i] = (char)str_lower(text.at[i]);
	room[len] = '\0';
	return room;
}

/* Returns whether the name, address or process ID matches. */
static bool
matches(const struct client *client, const char *pattern)
{
	char room[PATTERN];

	for (size_t i = 0; i < 3; i++) { /* the first three columns */
		const struct str cell = text_of(client, i);
		const struct str shown_as = cell.len > 0 ? cell : STR("-");
		if (fnmatch(pattern, lower(room, shown_as), 0) == 0)
			return true;
	}
	return false;
}

/* Keeps the clients that match. */
static void
filter(const char *given)
{
	char pattern[PATTERN];
	size_t kept = 0;

	(void)lower(pattern, str_from(given));
	for (size_t i = 0; i < clients.count; i++)
		if (matches(&clients.row[i], pattern))
			clients.row[kept++] = clients.row[i];
		else
			free(clients.row[i].line);
	clients.count = kept;
}

int
cmd_clients(const struct choice *choice, const struct given *given)
{
	const char *column = given->option['o'];
	struct server server;

	order_by(column != NULL ? column : "since", given->option['r'] != NULL);
	choose(choice, &server);
	if (given->count > 0)
		filter(given->words[0]);
	if (given->option['j'] == NULL)
		print_table(SIZE_MAX, SIZE_MAX, "\n");
	for (size_t i = 0; given->option['j'] != NULL && i < clients.count; i++)
		print_json(&clients.row[i]);
	return EX_OK;
}

static void
on_end(int number)
{
	(void)number;
	top.ended = 1;
}

static void
take_delay(const char *text)
{
	char *end;
	const double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds >= 0.1) || seconds > 3600)
		die(EX_USAGE, "-d: must be 0.1 to 3600 seconds");
	top.delay = (usec)(seconds * (double)SEC);
}

/* Returns how fast a counter has risen since the last update, a second. */
static double
rate(const struct server *server, const char *key, uint64_t *last, usec time)
{
	const uint64_t now = server_number(server, key), before = *last;

	*last = now;
	return time > 0 && now > before ?
	    (double)(now - before) * (double)SEC / (double)time :
	    0;
}

static void
print_rates(const struct server *server, const char *end)
{
	const usec now = clock_mono();
	const usec time = top.when > 0 ? now - top.when : 0;

	(void)printf("lines a second: in %.1f, out %.1f",
	    rate(server, "lines_received_total", &top.in, time),
	    rate(server, "lines_sent_total", &top.out, time));
	top.has_history = has_history(server);
	if (top.has_history)
		(void)printf("; records %.1f",
		    rate(server, "history_records_total", &top.records, time));
	(void)printf("; by %s%s", columns[order.column].name, end);
	top.when = now;
}

static void
draw_screen(const struct server *server)
{
	/* Each line ends by clearing the rest of the old one. */
	const char *end = top.terminal ? "\033[K\n" : "\n";
	/* An escape after the last column would clear it. */
	const size_t width = top.terminal ? term_columns() - 1 : SIZE_MAX;

	if (top.terminal)
		(void)printf("\033[H");
	print_status(server, end);
	print_rates(server, end);
	(void)printf("%s", end);
	const size_t above = LINES_ABOVE + top.has_history;
	const size_t rows = term_rows() > above ? term_rows() - above : 0;
	print_table(top.terminal ? rows : SIZE_MAX, width, end);
	(void)printf("%s", top.terminal ? "\033[J" : "\n");
	if (fflush(stdout) != 0)
		die_errno(EX_IOERR, "cannot write to standard output");
}

/* Handles a key. Returns false if it ends top. */
static bool
take_key(void)
{
	char key;

	if (io_read(STDIN_FILENO, &key, 1) != 1)
		return false;
	if (key == 'o')
		order.column = (order.column + 1) % COUNT(shown);
	if (key == 'r')
		order.reverse = !order.reverse;
	return key != 'q' && key != CTRL_C;
}

/*
 * Waits for the time of the next update, or for a key. Returns false if the
 * key ends top.
 */
static bool
wait_for_key(void)
{
	struct pollfd in = { .fd = top.terminal ? STDIN_FILENO : -1,
		.events = POLLIN };
	const int ready = signals_wait(&in, 1, clock_mono() + top.delay);

	return !top.ended && (ready == 0 || take_key());
}

/* Prepares the screen. The terminal is restored however top ends. */
static void
begin_screen(void)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT };
	const struct sigaction end = { .sa_handler = on_end };

	top.terminal = isatty(STDOUT_FILENO) == 1 && term_take();
	for (size_t i = 0; i < COUNT(signals) && top.terminal; i++)
		/* without it, the signal just kills us */
		(void)sigaction(signals[i], &end, NULL);
	if (top.terminal)
		(void)printf("\033[H\033[J");
}

int
cmd_top(const struct choice *choice, const struct given *given)
{
	const char *column = given->option['o'], *most = given->option['n'];
	char why[SERVER_WHY];
	struct server server;
	uint64_t drawn = 0, count = 0;
	bool good = true;

	if (given->option['d'] != NULL)
		take_delay(given->option['d']);
	if (most != NULL && !str_to_number(str_from(most), UINT32_MAX, &count))
		die(EX_USAGE, "-n: not a number");
	order_by(column != NULL ? column : "in", given->option['r'] == NULL);
	choose(choice, &server);
	begin_screen();
	do
		draw_screen(&server);
	while (++drawn != count && wait_for_key() &&
	    (good = server_look(&server, choice->time, why) &&
		    read_clients(&server, choice, why)));
	const bool is_gone = errno == ECONNREFUSED || errno == ENOENT ||
	    errno == EXDEV; /* not if it is being upgraded */
	term_give_back();
	if (!good && !is_gone)
		die(EX_UNAVAILABLE, "%s", why);
	if (!good)
		complain("server %llu is gone", (unsigned long long)server.pid);
	return EX_OK;
}
