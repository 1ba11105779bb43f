/*
 * The commands that the server itself carries out or answers, because no
 * scoreboard has the data. Their words are sent over its control socket; a few
 * are prepared first, and some answers become tables.
 */
#include <limits.h>
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

/* Sends the words to the chosen server, and has each line of data shown. */
static int
order_run(const struct choice *choice, int argc, char **argv,
    void (*show)(struct str line))
{
	char line[LIMIT_LINE], why[SERVER_WHY];
	struct server server;
	struct buf buf;
	bool fits = true;

	buf_init(&buf, line, LIMIT_LINE - 1);
	for (int i = 0; i < argc; i++) {
		if (strpbrk(argv[i], "\r\n") != NULL)
			die(EX_USAGE, "arguments must not contain line ends");
		fits = fits &&
		    BUF_CAT(
			&buf, i > 0 ? STR(" ") : STR(""), str_from(argv[i]));
	}
	if (!fits)
		die(EX_USAGE, "arguments too long for one line");
	line[buf_len(&buf)] = '\0';
	server_choose(choice, &server, false);
	order.show = show;
	if (!ask(&server,
		&(struct question) {
		    .line = line, .time = choice->time, .take = order_take },
		why))
		die(EX_UNAVAILABLE, "%s", why);
	server_close(&server);
	secret_wipe(line, sizeof(line)); /* it may hold a secret */
	return order.status;
}

int
cmd_order(const struct choice *choice, int argc, char **argv)
{
	return order_run(choice, argc, argv, show_line);
}

int
cmd_groups(const struct choice *choice, int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "-m") != 0)
		ctl_usage(argv[0]);
	return cmd_order(choice, argc, argv);
}

/* Prints a row of a table, after its headings if it is the first. */
static void
show_table(const struct column *columns, const struct str *cells, size_t count)
{
	if (!order.begun)
		show_row(columns, NULL, count, SIZE_MAX, "\n");
	order.begun = true;
	show_row(columns, cells, count, SIZE_MAX, "\n");
}

/* Shows "KEY LIMIT WHAT". */
static void
show_limit(struct str line)
{
	static const struct column columns[] = { { -20, "KEY", 0 },
		{ 11, "LIMIT", 0 }, { 0, " WHAT", 0 } };
	const struct str key = str_word(&line), limit = str_word(&line);

	show_table(columns,
	    (const struct str[]) { key, limit,
		{ line.at - 1, line.len + 1 } }, /* with the space before it */
	    COUNT(columns));
}

int
cmd_limits(const struct choice *choice, int argc, char **argv)
{
	return order_run(choice, argc, argv, show_limit);
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
cmd_boxes(const struct choice *choice, int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "-l") != 0)
		ctl_usage(argv[0]);
	return order_run(choice, 1, argv, argc == 2 ? show_details : show_box);
}

int
cmd_history(const struct choice *choice, int argc, char **argv)
{
	char room[STR_DIGITS + 1];
	struct when when;

	if (strcmp(argv[1], "forget") != 0 || argc < 3)
		ctl_usage(argv[0]);
	/* A time as people type it becomes an ID. */
	if (argc == 4 && !when_read(argv[3], clock_wall(), &when))
		die(EX_USAGE,
		    "BEFORE must be an ID or a time: " WHEN_FORMS
		    "; it is \"%s\"",
		    argv[3]);
	if (argc == 4) {
		(void)snprintf(room, sizeof(room), "%llu",
		    (unsigned long long)when.time); /* fits */
		argv[3] = room;
	}
	return order_run(choice, argc, argv, show_line);
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
	if (on)
		terminal.c_lflag |= ECHO;
	else
		terminal.c_lflag &= ~(tcflag_t)ECHO;
	return tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal) == 0;
}

/*
 * Reads a line of standard input, without its LF, after a prompt if it is
 * typed. Returns whether it is.
 */
static bool
read_secret(char secret[LIMIT_SECRET + 2], const char *prompt)
{
	const bool typed = echo(false);
	bool good;
	size_t len;

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
cmd_accounts(const struct choice *choice, int argc, char **argv)
{
	char list[] = "list", secret[LIMIT_SECRET + 2];
	char again[LIMIT_SECRET + 2];
	char *words[] = { argv[0], argc > 1 ? argv[1] : list, argv[argc - 1],
		secret };
	const bool wants_secret =
	    strcmp(words[1], "add") == 0 || strcmp(words[1], "passwd") == 0;
	const bool lists = strcmp(words[1], "list") == 0;
	int status;

	if ((!lists && !wants_secret && strcmp(words[1], "remove") != 0) ||
	    (lists ? argc > 2 : argc != 3))
		ctl_usage(argv[0]);
	if (!wants_secret)
		return cmd_order(choice, lists ? 2 : 3, words);
	/* What is typed is not seen, so a slip of the finger is not either. */
	if (read_secret(secret, "secret") && read_secret(again, "again") &&
	    strcmp(secret, again) != 0) {
		secret_wipe(secret, sizeof(secret));
		secret_wipe(again, sizeof(again));
		die(EX_DATAERR, "the secrets differ");
	}
	secret_wipe(again, sizeof(again));
	status = cmd_order(choice, COUNT(words), words);
	secret_wipe(secret, sizeof(secret));
	return status;
}

/*
 * The path of the program is made absolute, because the server may run in
 * another directory; symbolic links are not followed. Only the server can tell
 * whether it exists: it may run as another user and see other files.
 */
int
cmd_upgrade(const struct choice *choice, int argc, char **argv)
{
	char rehearse[] = "-n", here[PATH_MAX], room[2 * PATH_MAX];
	char *words[4] = { argv[0] };
	int letter, count = 1;
	const char *path;

	while ((letter = getopt(argc, argv, "n")) != -1) {
		if (letter != 'n')
			ctl_usage(argv[0]);
		words[1] = rehearse;
		count = 2;
	}
	if (argc - optind > 1 || (argc > optind && argv[optind][0] == '\0'))
		ctl_usage(argv[0]);
	if (argc > optind) {
		path = argv[optind];
		here[0] = '\0';
		if (path[0] != '/' && getcwd(here, sizeof(here)) == NULL)
			die_errno(EX_OSERR,
			    "cannot determine the current directory, for %s",
			    path);
		while (path[0] != '/' && str_begins(str_from(path), STR("./")))
			path += 2;
		if (snprintf(room, sizeof(room), "%s%s%s",
			strcmp(here, "/") == 0 ? "" : here,
			path[0] != '/' ? "/" : "", path) >= PATH_MAX)
			die(EX_USAGE, "path too long");
		words[count++] = room;
	}
	return cmd_order(choice, count, words);
}
