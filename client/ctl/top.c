/*
 * forkcastctl top: status and clients, redrawn in place. If standard output is
 * no terminal, each update is printed below the previous one.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "ctl/status.h"
#include "shared/die.h"
#include "shared/io.h"
#include "term/term.h"

#define ROWS_UNKNOWN 24
/*
 * The lines of the terminal that rows of the table cannot use: status and
 * headings above the rows, the rest of a line that wraps, and the last line;
 * one more if there is a history.
 */
#define LINES_ABOVE 8

#define CTRL_C 3

static struct {
	const char *column;
	bool reverse; /* largest first */
	usec delay;
	uint64_t count; /* number of updates; 0: until q */
	bool terminal;
	volatile sig_atomic_t ended; /* a signal has come that ends top */
	uint64_t lines_in; /* as of the last update */
	uint64_t lines_out;
	uint64_t records;
	bool has_history;
	usec when; /* time of the last update, clock_mono; 0: none */
} top = { .column = "in", .reverse = true, .delay = SEC };

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

static void
take_options(int argc, char **argv)
{
	int letter;

	while ((letter = getopt(argc, argv, "d:n:o:r")) != -1) {
		switch (letter) {
		case 'd':
			take_delay(optarg);
			break;
		case 'n':
			if (!str_to_number(
				str_from(optarg), UINT32_MAX, &top.count))
				die(EX_USAGE, "-n: not a number");
			break;
		case 'o':
			top.column = optarg;
			break;
		case 'r':
			top.reverse = false;
			break;
		default:
			ctl_usage(argv[0]);
		}
	}
	ctl_no_more(argc, argv);
}

/* Returns how many rows of the table fit on the screen. */
static size_t
rows_that_fit(void)
{
	const size_t above = LINES_ABOVE + top.has_history;
	struct winsize size;
	size_t rows = ROWS_UNKNOWN;

	if (!top.terminal)
		return SIZE_MAX;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0)
		rows = size.ws_row;
	return rows > above ? rows - above : 0;
}

static double
rate(uint64_t now, uint64_t before, usec time)
{
	return time > 0 && now > before ?
	    (double)(now - before) * (double)SEC / (double)time :
	    0;
}

static void
print_rates(const struct server *server, const char *end)
{
	const usec now = clock_mono();
	const usec time = top.when > 0 ? now - top.when : 0;
	struct score_pulse pulse;

	server_pulse(server, &pulse);
	(void)printf("lines a second: in %.1f, out %.1f",
	    rate(pulse.count[SCORE_LINES_IN], top.lines_in, time),
	    rate(pulse.count[SCORE_LINES_OUT], top.lines_out, time));
	top.has_history = status_has_history(&pulse);
	if (top.has_history)
		(void)printf("; records %.1f",
		    rate(pulse.count[SCORE_RECORDED], top.records, time));
	(void)printf("; by %s%s", top.column, end);
	top.records = pulse.count[SCORE_RECORDED];
	top.lines_in = pulse.count[SCORE_LINES_IN];
	top.lines_out = pulse.count[SCORE_LINES_OUT];
	top.when = now;
}

static void
draw(const struct server *server)
{
	/* Each line ends by clearing the rest of the old one. */
	const char *end = top.terminal ? "\033[K\n" : "\n";
	/* An escape after the last column would clear it. */
	const size_t width = top.terminal ? term_columns() - 1 : SIZE_MAX;
	struct clients clients;

	rows_read(&clients, server);
	rows_sort(&clients, top.column, top.reverse);
	if (top.terminal)
		(void)printf("\033[H");
	status_print(server, &clients, end);
	print_rates(server, end);
	(void)printf("%s", end);
	rows_print(&clients, rows_that_fit(), width, end);
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
		top.column = rows_next_column(top.column);
	if (key == 'r')
		top.reverse = !top.reverse;
	return key != 'q' && key != CTRL_C;
}

/*
 * Waits for the time of the next update, or for a key. Returns false if the
 * key ends top.
 */
static bool
wait_for_key(void)
{
	struct pollfd in = { .fd = STDIN_FILENO, .events = POLLIN };
	int ready;

	if (!top.terminal)
		in.fd = -1;
	ready = poll(&in, 1, (int)(top.delay / MSEC));
	if (ready == -1 && errno != EINTR)
		die_errno(EX_OSERR, "cannot wait for a key");
	return !top.ended && (ready <= 0 || take_key());
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
cmd_top(const struct choice *choice, int argc, char **argv)
{
	struct choice same = *choice;
	struct server server;
	uint64_t drawn = 0;
	char why[SERVER_WHY];
	bool lives = true;

	take_options(argc, argv);
	server_choose(choice, &server, true);
	same.pid = server.pid;
	same.control = NULL;
	begin_screen();
	do {
		draw(&server);
		/* After an upgrade it has another scoreboard. */
		if (!server_is_alive(&server)) {
			server_close(&server);
			lives = server_find(&same, &server, why) == EX_OK &&
			    server.board != NULL;
		}
	} while (lives && ++drawn != top.count && wait_for_key());
	term_give_back();
	if (lives)
		server_close(&server);
	else
		complain("server %llu is gone", (unsigned long long)same.pid);
	return EX_OK;
}
