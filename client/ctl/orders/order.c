/*
 * The commands that the server itself carries out or answers, because no
 * scoreboard has the data. Their words are sent unchanged over the control
 * socket.
 */
#include <stdio.h>
#include <string.h>

#include "ctl/ask.h"
#include "ctl/ctl.h"
#include "ctl/text.h"
#include "shared/buf.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/limits.h"

static const struct {
	const char *name;
	int least; /* minimum number of arguments */
	int most;
	const char *usage;
} orders[] = {
	{ "groups", 0, 1, "usage: forkcastctl groups [-m]" },
	{ "box", 2, 3, "usage: forkcastctl box remove NAME | allow NAME ROLE" },
	{ "kick", 1, 99, "usage: forkcastctl kick NAME|PID [REASON]" },
	{ "ban", 1, 99, "usage: forkcastctl ban NETWORK [-t TIME] [REASON]" },
	{ "unban", 1, 1, "usage: forkcastctl unban NETWORK" },
	{ "bans", 0, 0, "usage: forkcastctl bans" },
	{ "say", 2, 999, "usage: forkcastctl say G TEXT" },
	{ "reload", 0, 0, "usage: forkcastctl reload" },
	{ "drain", 0, 0, "usage: forkcastctl drain" },
	{ "admit", 0, 0, "usage: forkcastctl admit" },
	{ "stop", 0, 0, "usage: forkcastctl stop" },
};

static struct {
	int status;
	void (*show)(struct str line); /* prints a line of data */
} order;

static void
check_count(int argc, char **argv)
{
	for (size_t i = 0; i < COUNT(orders); i++)
		if (strcmp(orders[i].name, argv[0]) == 0 &&
		    (argc - 1 < orders[i].least || argc - 1 > orders[i].most))
			ctl_usage(orders[i].usage);
	if (strcmp(argv[0], "groups") == 0 && argc == 2 &&
	    strcmp(argv[1], "-m") != 0)
		ctl_usage(orders[0].usage);
}

/* Joins the words to a line, with spaces between them. */
static void
join_words(char line[LIMIT_LINE], int argc, char **argv)
{
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
}

static void
order_print(struct str line)
{
	text_print(line);
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
		if (line.len == 0 || memchr(line.at, ' ', line.len) == NULL)
			return; /* end of a list, or success */
		order_print(line);
	} else {
		order.status = CTL_REFUSED;
		complain("refused: %s", text_clean(clean, sizeof(clean), line));
	}
}

int
order_run(const struct choice *choice, int argc, char **argv,
    void (*show)(struct str line))
{
	char line[LIMIT_LINE], why[ASK_WHY];
	struct view view;

	join_words(line, argc, argv);
	ctl_choose_to_ask(choice, &view);
	order.status = EX_SOFTWARE;
	order.show = show;
	if (!ask(&view,
		&(struct question) {
		    .line = line, .time = choice->time, .take = order_take },
		why))
		die(EX_UNAVAILABLE, "%s", why);
	view_close(&view);
	secret_wipe(line, sizeof(line)); /* it may hold a secret: accounts.c */
	return order.status;
}

int
cmd_order(const struct choice *choice, int argc, char **argv)
{
	check_count(argc, argv);
	return order_run(choice, argc, argv, order_print);
}
