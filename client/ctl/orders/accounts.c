/*
 * forkcastctl accounts: an order to the server like others, except that it
 * reads the secret from standard input, because everybody can read a command
 * line.
 */
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "shared/crypto/secret.h"
#include "shared/die.h"
#include "shared/limits.h"

#define USAGE                                             \
	"usage: forkcastctl accounts [list | add NAME | " \
	"passwd NAME | remove NAME]"

static const struct {
	const char *name;
	int arguments;
	bool wants_secret;
} actions[] = {
	{ "list", 0, false },
	{ "add", 1, true },
	{ "passwd", 1, true },
	{ "remove", 1, false },
};

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

/* Returns the row of the action. */
static size_t
find_action(int argc, char **argv)
{
	for (size_t i = 0; i < COUNT(actions); i++)
		if (strcmp(argv[1], actions[i].name) == 0 &&
		    argc - 2 == actions[i].arguments)
			return i;
	ctl_usage(USAGE);
}

int
cmd_accounts(const struct choice *choice, int argc, char **argv)
{
	char list[] = "list", secret[LIMIT_SECRET + 2];
	char again[LIMIT_SECRET + 2];
	char *words[4] = { argv[0], list, NULL, secret };
	size_t action = 0;
	int status;

	if (argc > 1) {
		action = find_action(argc, argv);
		words[1] = argv[1];
		words[2] = argv[argc - 1];
	}
	if (!actions[action].wants_secret)
		return cmd_order(choice, 2 + actions[action].arguments, words);
	/* What is typed is not seen, so a slip of the finger is not either. */
	if (read_secret(secret, "secret") && read_secret(again, "again") &&
	    strcmp(secret, again) != 0) {
		secret_wipe(secret, sizeof(secret));
		secret_wipe(again, sizeof(again));
		die(EX_DATAERR, "the secrets differ");
	}
	secret_wipe(again, sizeof(again));
	status = cmd_order(choice, 4, words);
	secret_wipe(secret, sizeof(secret));
	return status;
}
