/*
 * forkcastctl status, clients and top: what a scoreboard says of a server and
 * its clients, for people. top redraws both in place; if standard output is no
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

struct client {
	struct score_row score;
	char process; /* its worker's state: server_process */
};

struct clients {
	struct client *row;
	size_t count;
	size_t stopped; /* rows whose worker is stopped by a signal */
};

/* The table's columns. */
static const struct column shown[] = { { 6, "PID", 0 }, { -10, "NAME", 0 },
	{ -15, "PEER", 0 }, { -7, "STATE", 0 }, { -1, "S", 0 }, { 3, "GRP", 0 },
	{ 5, "IN", 0 }, { 5, "OUT", 0 }, { 5, "QUEUE", SHOW_SIZE },
	{ 6, "UP", SHOW_AGO }, { 6, "IDLE", SHOW_AGO } };

/* What is in them; the last ones are in JSON objects only. */
static const struct {
	const char *name; /* for -o */
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
	{ "queue", "queue", NUMBER, FIELD(queue) },
	{ "since", "since", TIME, FIELD(since) },
	{ "active", "active", TIME, FIELD(active) },
	{ NULL, "bytes_in", NUMBER, FIELD(bytes_in) },
	{ NULL, "bytes_out", NUMBER, FIELD(bytes_out) },
};

/* How the clients are sorted. */
static struct {
	size_t column;
	bool reverse;
} order;

static struct {
	usec delay;
	bool terminal;
	volatile sig_atomic_t ended; /* a signal has come that ends top */
	uint64_t count[SCORE_COUNTS]; /* as of the last update */
	bool has_history;
	usec when; /* time of the last update, clock_mono; 0: none */
} top = { .delay = SEC };

static void
print_head(const struct server *server, const struct score_pulse *pulse)
{
	const struct str version =
	    score_text(pulse->version, sizeof(pulse->version));
	const struct str address =
	    score_text(pulse->address, sizeof(pulse->address));
	char span[SHOW_SHORT];

	(void)printf("server %llu%s", (unsigned long long)server->pid,
	    address.len > 0 ? " " : "");
	show_text(address);
	(void)printf(" (forkcastd%s", version.len > 0 ? " " : "");
	show_text(version);
	(void)printf(", uid %lu): %s, up %s", (unsigned long)server->owner,
	    server_state(server, pulse),
	    show_span(span, show_since(server->started, clock_wall())));
}

static void
print_numbers(const struct score_pulse *pulse, size_t stopped, const char *end)
{
	char in[SHOW_SHORT], out[SHOW_SHORT], waiting[SHOW_SHORT];
	char memory[SHOW_SHORT];

	/* A reload may have lowered the limit. */
	(void)printf("clients %llu%s%llu, groups %llu, came %llu, "
		     "crashed %llu, refused %llu, full %llu, stopped %zu%s",
	    (unsigned long long)pulse->clients,
	    pulse->clients > pulse->clients_max ? ", limit " : " of ",
	    (unsigned long long)pulse->clients_max,
	    (unsigned long long)pulse->groups,
	    (unsigned long long)pulse->count[SCORE_CAME],
	    (unsigned long long)pulse->count[SCORE_CRASHED],
	    (unsigned long long)pulse->count[SCORE_REFUSED],
	    (unsigned long long)pulse->count[SCORE_FULL], stopped, end);
	(void)printf("lines in %llu, out %llu; bytes in %s, out %s; "
		     "queues %s, memory %s%s",
	    (unsigned long long)pulse->count[SCORE_LINES_IN],
	    (unsigned long long)pulse->count[SCORE_LINES_OUT],
	    show_size(in, pulse->count[SCORE_BYTES_IN]),
	    show_size(out, pulse->count[SCORE_BYTES_OUT]),
	    show_size(waiting, pulse->waiting),
	    show_size(memory, pulse->memory), end);
}

static bool
has_history(const struct score_pulse *pulse)
{
	return pulse->unstored + pulse->count[SCORE_RECORDED] > 0;
}

static void
print_history(const struct score_pulse *pulse, const char *end)
{
	char bytes[SHOW_SHORT], span[SHOW_SHORT];

	(void)printf("history gaps %llu; not stored %llu",
	    (unsigned long long)pulse->count[SCORE_GAPS],
	    (unsigned long long)pulse->unstored);
	if (pulse->unstored > 0)
		(void)printf(" (%s, %s)",
		    show_size(bytes, pulse->unstored_bytes),
		    show_span(
			span, show_since(pulse->unstored_since, clock_wall())));
	(void)printf(
	    "; questions %llu%s", (unsigned long long)pulse->questions, end);
}

/* Prints the numbers of keys and items, unless all are 0. */
static void
print_stored(const struct score_pulse *pulse)
{
	if (pulse->keys + pulse->items_waiting + pulse->items_taken +
		pulse->count[SCORE_RETURNED] ==
	    0)
		return;
	(void)printf("keys %llu; items waiting %llu, under way %llu, "
		     "returned %llu\n",
	    (unsigned long long)pulse->keys,
	    (unsigned long long)pulse->items_waiting,
	    (unsigned long long)pulse->items_taken,
	    (unsigned long long)pulse->count[SCORE_RETURNED]);
}

/* Prints the state of a server, with that end for each line. */
static void
print_status(const struct server *server, const struct score_pulse *pulse,
    size_t stopped, const char *end)
{
	print_head(server, pulse);
	(void)printf("%s", end);
	print_numbers(pulse, stopped, end);
	if (has_history(pulse))
		print_history(pulse, end);
}

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
text_of_cell(const struct client *client, size_t column, char room[STR_DIGITS])
{
	static const char *const states[] = { [SCORE_NAMELESS] = "unnamed",
		[SCORE_HERE] = "here",
		[SCORE_SLOW] = "slow",
		[SCORE_LEAVING] = "leaving" };

	switch (columns[column].kind) {
	case NUMBER:
	case TIME:
		return str_number(number_of(client, column), room);
	case PROCESS:
		return (struct str) { &client->process, 1 };
	case STATE:
		return client->score.state < COUNT(states) ?
		    str_from(states[client->score.state]) :
		    STR("?");
	default:
		return score_text(
		    (const char *)&client->score + columns[column].at,
		    columns[column].size);
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
		const struct str first = text_of_cell(one, order.column, NULL);
		const struct str second =
		    text_of_cell(other, order.column, NULL);
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

/* Reads all clients, in their order. Free the row. */
static void
read_clients(struct clients *clients, const struct server *server)
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
	qsort(clients->row, clients->count, sizeof(*clients->row), by_column);
}

int
cmd_status(const struct choice *choice, const struct given *given)
{
	struct score_pulse pulse;
	struct clients clients;
	struct server server;

	(void)given;
	server_choose(choice, &server, true);
	read_clients(&clients, &server);
	server_pulse(&server, &pulse);
	print_status(&server, &pulse, clients.stopped, "\n");
	print_stored(&pulse);
	free(clients.row);
	server_close(&server);
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
print_table(
    const struct clients *clients, size_t rows, size_t width, const char *end)
{
	char room[COUNT(shown)][STR_DIGITS];
	struct str cells[COUNT(shown)];

	if (clients->count > 0)
		show_row(shown, NULL, COUNT(shown), width, end);
	for (size_t i = 0; i < clients->count && i < rows; i++) {
		for (size_t j = 0; j < COUNT(shown); j++)
			cells[j] = text_of_cell(&clients->row[i], j, room[j]);
		show_row(shown, cells, COUNT(shown), width, end);
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
			(void)BUF_CAT(&to, text_of_cell(client, i, digits));
		else
			(void)json_string(&to,
			    str_from(show_clean(clean, sizeof(clean),
				text_of_cell(client, i, digits))));
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

/* Keeps the clients whose name, address or process ID matches. */
static void
filter(struct clients *clients, const char *given)
{
	char pattern[PATTERN], room[PATTERN], digits[STR_DIGITS];
	size_t kept = 0;

	(void)lower(pattern, str_from(given));
	for (size_t i = 0; i < clients->count; i++)
		for (size_t j = 0; j < 3; j++) { /* the first three columns */
			struct str cell =
			    text_of_cell(&clients->row[i], j, digits);
			if (cell.len == 0)
				cell = STR("-");
			if (fnmatch(pattern, lower(room, cell), 0) != 0)
				continue;
			clients->row[kept++] = clients->row[i];
			break;
		}
	clients->count = kept;
}

int
cmd_clients(const struct choice *choice, const struct given *given)
{
	const char *column = given->option['o'];
	struct clients clients;
	struct server server;

	order_by(column != NULL ? column : "since", given->option['r'] != NULL);
	server_choose(choice, &server, true);
	read_clients(&clients, &server);
	if (given->count > 0)
		filter(&clients, given->words[0]);
	if (given->option['j'] == NULL)
		print_table(&clients, SIZE_MAX, SIZE_MAX, "\n");
	for (size_t i = 0; given->option['j'] != NULL && i < clients.count; i++)
		print_json(&clients.row[i]);
	free(clients.row);
	server_close(&server);
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
rate(const struct score_pulse *pulse, enum score_count which, usec time)
{
	const uint64_t now = pulse->count[which], before = top.count[which];

	return time > 0 && now > before ?
	    (double)(now - before) * (double)SEC / (double)time :
	    0;
}

static void
print_rates(const struct score_pulse *pulse, const char *end)
{
	const usec now = clock_mono();
	const usec time = top.when > 0 ? now - top.when : 0;

	(void)printf("lines a second: in %.1f, out %.1f",
	    rate(pulse, SCORE_LINES_IN, time),
	    rate(pulse, SCORE_LINES_OUT, time));
	top.has_history = has_history(pulse);
	if (top.has_history)
		(void)printf(
		    "; records %.1f", rate(pulse, SCORE_RECORDED, time));
	(void)printf("; by %s%s", columns[order.column].name, end);
	memcpy(top.count, pulse->count, sizeof(top.count));
	top.when = now;
}

static void
draw_screen(const struct server *server)
{
	/* Each line ends by clearing the rest of the old one. */
	const char *end = top.terminal ? "\033[K\n" : "\n";
	/* An escape after the last column would clear it. */
	const size_t width = top.terminal ? term_columns() - 1 : SIZE_MAX;
	struct score_pulse pulse;
	struct clients clients;

	read_clients(&clients, server);
	server_pulse(server, &pulse);
	if (top.terminal)
		(void)printf("\033[H");
	print_status(server, &pulse, clients.stopped, end);
	print_rates(&pulse, end);
	(void)printf("%s", end);
	const size_t above = LINES_ABOVE + top.has_history;
	const size_t rows = term_rows() > above ? term_rows() - above : 0;
	print_table(&clients, top.terminal ? rows : SIZE_MAX, width, end);
	(void)printf("%s", top.terminal ? "\033[J" : "\n");
	free(clients.row);
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
	struct server server;
	uint64_t drawn = 0, count = 0;
	bool lives;

	if (given->option['d'] != NULL)
		take_delay(given->option['d']);
	if (most != NULL && !str_to_number(str_from(most), UINT32_MAX, &count))
		die(EX_USAGE, "-n: not a number");
	order_by(column != NULL ? column : "in", given->option['r'] == NULL);
	server_choose(choice, &server, true);
	begin_screen();
	do {
		draw_screen(&server);
		lives = server_is_alive(&server); /* also after an upgrade */
	} while (lives && ++drawn != count && wait_for_key());
	term_give_back();
	if (!lives)
		complain("server %llu is gone", (unsigned long long)server.pid);
	server_close(&server);
	return EX_OK;
}
