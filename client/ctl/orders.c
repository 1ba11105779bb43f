/*
 * The commands whose words are sent to the server as they stand, to be carried
 * out or answered; a few are prepared first, and some answers become tables.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/show.h"
#include "shared/buf.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/limits.h"
#include "text/when.h"

static struct {
	int status;
	void (*show)(struct str line); /* prints a line of data */
	bool begun; /* the headings are printed */
} order = { .status = EX_SOFTWARE };

static void
show_line(struct str line)
{
	show_text(line);
	(void)printf("\n");
}

/*
 * Shows a line of the answer: data, or a last line that says more than success.
 */
static void
order_take(struct str line)
{
	const struct str word = str_word(&line);
	char clean[LIMIT_LINE];

	if (str_eq(word, STR("-"))) {
		order.show(line);
	} else if (str_eq(word, STR("ok"))) {
		order.status = EX_OK;
		if (line.len > 0 && memchr(line.at, ' ', line.len) != NULL)
			show_line(line); /* else the end, or success */
	} else {
		order.status = CTL_REFUSED;
		complain("refused: %s", show_clean(clean, sizeof(clean), line));
	}
}

/*
 * Sends the name and the words behind it to the chosen server, and has each
 * line of data shown.
 */
static int
order_run(const struct choice *choice, const char *name, char *const *words,
    int count, void (*show)(struct str line))
{
	char line[LIMIT_LINE], why[SERVER_WHY];
	struct server server;
	struct buf buf;
	bool fits;

	buf_init(&buf, line, LIMIT_LINE - 1);
	fits = BUF_CAT(&buf, str_from(name));
	for (int i = 0; i < count; i++) {
		if (strpbrk(words[i], "\r\n") != NULL)
			die(EX_USAGE, "arguments must not contain line ends");
		fits = fits && BUF_CAT(&buf, STR(" "), str_from(words[i]));
	}
	if (!fits)
		die(EX_USAGE, "arguments too long for one line");
	line[buf_len(&buf)] = '\0';
	server_choose(choice, &server, false);
	order.show = show;
	if (!ask(&server,
		&(struct request) {
		    .line = line, .time = choice->time, .take = order_take },
		why))
		die(EX_UNAVAILABLE, "%s", why);
	secret_wipe(line, sizeof(line)); /* it may hold a secret */
	return order.status;
}

int
cmd_order(const struct choice *choice, const struct given *given)
{
	return order_run(choice, given->command->name, given->words,
	    given->count, show_line);
}

int
cmd_groups(const struct choice *choice, const struct given *given)
{
	return order_run(choice,
	    given->option['m'] != NULL ? "groups -m" : "groups", NULL, 0,
	    show_line);
}

/* Prints a row of a table, after its headings if it is the first. */
static void
show_table(const struct column *columns, const struct str *cells, size_t count)
{
	if (!order.begun)
		show_row(columns, NULL, count);
	order.begun = true;
	show_row(columns, cells, count);
}

/* Shows "KEY LIMIT WHAT". */
static void
show_limit(struct str line)
{
	static const struct column columns[] = { { -20, "KEY", 0 },
		{ 11, "LIMIT", 0 }, { 0, " WHAT", 0 } };
	const struct str key = str_word(&line), limit = str_word(&line);

	if (line.at != NULL)
		line = (struct str) { line.at - 1,
			line.len + 1 }; /* with its space */
	show_table(
	    columns, (const struct str[]) { key, limit, line }, COUNT(columns));
}

int
cmd_limits(const struct choice *choice, const struct given *given)
{
	return order_run(choice, given->command->name, NULL, 0, show_limit);
}

/* Shows "NAME WAITING TAKEN TAKERS" of what follows. */
static void
show_box(struct str line)
{
	for (int i = 0; i < 4; i++) {
		(void)printf("%s", i > 0 ? " " : "");
		show_text(str_word(&line));
	}
	(void)printf("\n");
}

/*
 * Shows "NAME WAITING TAKEN TAKERS BYTES MADE POSTED TOOK CREATOR" as a
 * row; the name comes last, as it may be long.
 */
static void
show_details(struct str line)
{
	static const struct column columns[] = { { -7, "WAITING", 0 },
		{ -5, "TAKEN", 0 }, { -6, "TAKERS", 0 },
		{ -7, "BYTES", SHOW_SIZE }, { -7, "AGE", SHOW_AGO },
		{ -7, "POSTED", SHOW_AGO }, { -7, "TOOK", SHOW_AGO },
		{ -16, "CREATOR", 0 }, { 0, "BOX", 0 } };
	struct str cells[COUNT(columns)];

	cells[COUNT(columns) - 1] = str_word(&line);
	for (size_t i = 0; i + 1 < COUNT(columns); i++)
		cells[i] = str_word(&line);
	show_table(columns, cells, COUNT(columns));
}

int
cmd_boxes(const struct choice *choice, const struct given *given)
{
	return order_run(choice, given->command->name, NULL, 0,
	    given->option['l'] != NULL ? show_details : show_box);
}

int
cmd_history(const struct choice *choice, const struct given *given)
{
	const bool timed = given->count == 3;
	const char *before = given->words[given->count - 1];
	char room[STR_DIGITS + 1];
	char *words[] = { given->words[0], given->words[1], room };
	struct when when;

	if (strcmp(words[0], "forget") != 0)
		return CTL_MISUSED;
	/* A time as people type it becomes an ID. */
	if (timed && !when_read(before, clock_wall(), &when))
		die(EX_USAGE,
		    "BEFORE must be an ID or a time: " WHEN_FORMS
		    "; it is \"%s\"",
		    before);
	if (timed && when.last != when.time)
		complain(
		    "clocks showed %s twice; the first time counts", before);
	if (timed)
		(void)snprintf(room, sizeof(room), "%llu",
		    (unsigned long long)when.time); /* fits */
	return order_run(
	    choice, given->command->name, words, 2 + timed, show_line);
}

/*
 * Switches the terminal's echo on or off. Returns false if standard input is no
 * terminal.
 */
static bool
echo(bool on)
{
	struct termios terminal;

	if (tcgetattr(STDIN_FILENO, &terminal) != 0)
		return false;
	terminal.c_lflag &= ~(tcflag_t)ECHO;
	if (on)
		terminal.c_lflag |= ECHO;
	return tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal) == 0;
}

/* Has the terminal echo again, if it is ours, before the signal ends us. */
static void
on_end(int number)
{
	if (tcgetpgrp(STDIN_FILENO) == getpgrp())
		(void)echo(true);
	(void)raise(number);
}

/*
 * Reads a line of standard input, without its LF, after a prompt if it is
 * typed. Returns whether it is.
 */
static bool
read_secret(char secret[LIMIT_SECRET + 2], const char *prompt)
{
	static const int signals[] = { SIGTERM, SIGHUP, SIGINT, SIGQUIT };
	const struct sigaction end = { .sa_handler = on_end,
		.sa_flags = (int)SA_RESETHAND };
	bool good;
	size_t len;

	for (size_t i = 0; i < COUNT(signals); i++)
		(void)sigaction(signals[i], &end, NULL); /* or it just ends */
	const bool typed = echo(false);
	(void)setvbuf(stdin, NULL, _IONBF, 0); /* a buffer would keep a copy */
	if (typed)
		(void)fprintf(stderr, "%s: ", prompt);
	good = fgets(secret, LIMIT_SECRET + 2, stdin) != NULL;
	if (typed) {
		(void)fprintf(stderr, "\n");
		(void)echo(true);
	}
	if (!good)
		die(EX_DATAERR, "no secret on standard input");
	len = strcspn(secret, "\r\n");
	if (len == 0 || len > LIMIT_SECRET)
		die(EX_DATAERR, "secret must be 1 to %d bytes", LIMIT_SECRET);
	secret[len] = '\0';
	return typed;
}

/* Everybody can read a command line: the secret comes from standard input. */
int
cmd_accounts(const struct choice *choice, const struct given *given)
{
	char list[] = "list", secret[LIMIT_SECRET + 2];
	char again[LIMIT_SECRET + 2];
	const int count = given->count;
	char *words[] = { count > 0 ? given->words[0] : list,
		count > 1 ? given->words[1] : NULL, secret };
	const bool wants_secret =
	    strcmp(words[0], "add") == 0 || strcmp(words[0], "passwd") == 0;
	const bool lists = strcmp(words[0], "list") == 0;
	int status;

	if ((!lists && !wants_secret && strcmp(words[0], "remove") != 0) ||
	    (lists ? count > 1 : count != 2))
		return CTL_MISUSED;
	/* What is typed is not seen, so a slip of the finger is not either. */
	if (wants_secret && read_secret(secret, "secret") &&
	    read_secret(again, "again") && strcmp(secret, again) != 0) {
		secret_wipe(secret, sizeof(secret));
		secret_wipe(again, sizeof(again));
		die(EX_DATAERR, "the secrets differ");
	}
	secret_wipe(again, sizeof(again));
	status = order_run(choice, given->command->name, words,
	    lists ? 1 : 2 + wants_secret, show_line);
	secret_wipe(secret, sizeof(secret));
	return status;
}

/*
 * The path of the program is made absolute, because the server may run in
 * another directory; symbolic links are not followed. Only the server can tell
 * whether it exists: it may run as another user and see other files.
 */
int
cmd_upgrade(const struct choice *choice, const struct given *given)
{
	char here[PATH_MAX] = "", room[2 * PATH_MAX];
	char *words[] = { room };
	const char *path = given->count > 0 ? given->words[0] : "/";

	if (path[0] == '\0')
		return CTL_MISUSED;
	if (path[0] != '/' && getcwd(here, sizeof(here)) == NULL)
		die_errno(EX_OSERR,
		    "cannot determine the current directory, for %s", path);
	while (str_begins(str_from(path), STR("./")))
		path += 2;
	if (snprintf(room, sizeof(room), "%s%s%s",
		strcmp(here, "/") == 0 ? "" : here, path[0] != '/' ? "/" : "",
		path) >= PATH_MAX)
		die(EX_USAGE, "path too long");
	return order_run(choice,
	    given->option['n'] != NULL ? "upgrade -n" : "upgrade", words,
	    given->count > 0, show_line);
}
