/*
 * forkcastctl, the operator's program: finds the command and calls it. See
 * forkcastctl(8).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "ctl/help.h"
#include "ctl/sockets.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/usage.h"
#include "shared/version.h"

/* How long to wait for an answer by default, and the maximum for -t. */
#define ANSWER_TIME (5 * SEC)
#define TIME_MOST 3600

static const struct usage usage = {
	"usage: forkcastctl [-hV] [-c PATH] [-p PID] [-s ADDRESS] "
	"[-t SECONDS]\n"
	"                   COMMAND [ARGUMENT]...\n"
	"commands: status clients groups limits boxes top check metrics box "
	"history\n"
	"          kick ban unban bans say accounts reload upgrade drain admit "
	"stop",
	"+c:hp:s:t:V",
	"Show and control the servers of this machine.\n\n"
	"  -c PATH        Choose the server by its control socket.\n"
	"  -h, --help     Print this help and exit.\n"
	"  -p PID         Choose the server by its process ID.\n"
	"  -s ADDRESS     Choose the server by its first address.\n"
	"  -t SECONDS     Give up after SECONDS without a reply; default: 5.\n"
	"  -V, --version  Print the version and exit.\n\n"
	"\"forkcastctl COMMAND -h\" explains a command.\n",
};

static const struct {
	const char *name;
	int (*run)(const struct choice *choice, int argc, char **argv);
	int unwritten; /* exit status if the output could not be written */
} commands[] = {
	{ "status", cmd_status, EX_IOERR },
	{ "clients", cmd_clients, EX_IOERR },
	{ "top", cmd_top, EX_IOERR },
	{ "check", cmd_check, CTL_UNKNOWN },
	{ "metrics", cmd_metrics, EX_IOERR },
	{ "accounts", cmd_accounts, EX_IOERR },
	{ "groups", cmd_order, EX_IOERR },
	{ "limits", cmd_limits, EX_IOERR },
	{ "boxes", cmd_list_boxes, EX_IOERR },
	{ "box", cmd_order, EX_IOERR },
	{ "history", cmd_history, EX_IOERR },
	{ "kick", cmd_order, EX_IOERR },
	{ "ban", cmd_order, EX_IOERR },
	{ "unban", cmd_order, EX_IOERR },
	{ "bans", cmd_order, EX_IOERR },
	{ "say", cmd_order, EX_IOERR },
	{ "reload", cmd_order, EX_IOERR },
	{ "upgrade", cmd_upgrade, EX_IOERR },
	{ "drain", cmd_order, EX_IOERR },
	{ "admit", cmd_order, EX_IOERR },
	{ "stop", cmd_order, EX_IOERR },
};

/* Returns the exit status, or unwritten if some output could not be written. */
static int
forkcastctl_finish(int status, int unwritten)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	complain("cannot write to standard output: %s", strerror(errno));
	return unwritten;
}

/* Answers -h or -V, and exits. */
static _Noreturn void
forkcastctl_answer(const struct usage *help, int letter)
{
	if (letter == 'h')
		(void)printf("%s\n%s", help->synopsis, help->help);
	else
		(void)puts("forkcastctl " VERSION);
	exit(forkcastctl_finish(EX_OK, EX_IOERR)); /* reports a failed write */
}

/*
 * Finds the process ID behind a named control socket, so that commands that
 * read a scoreboard find the server's, if it has one.
 */
static void
find_pid(struct choice *choice, const char *command)
{
	struct view view;

	if (choice->pid != 0)
		die(EX_USAGE, "-c and -p cannot be combined");
	static uid_t owner;
	if (sockets_named(&view, choice->control)) {
		choice->pid = view.pid;
		owner = view.owner;
		choice->owner = &owner;
	} else if (strcmp(command, "check") == 0)
		exit(forkcastctl_finish(
		    check_no_socket(choice->control), CTL_UNKNOWN));
	else
		die_errno(EX_UNAVAILABLE, "control socket %s", choice->control);
}

static void
take_option(struct choice *choice, int letter)
{
	switch (letter) {
	case 'c':
		choice->control = optarg;
		break;
	case 'h':
	case 'V':
		forkcastctl_answer(&usage, letter);
	case 'p':
		if (!str_to_number(str_from(optarg), INT32_MAX, &choice->pid) ||
		    choice->pid == 0)
			die(EX_USAGE, "-p %s: not a process ID", optarg);
		break;
	case 's':
		choice->address = optarg;
		break;
	case 't':
		if (!str_to_number(
			str_from(optarg), TIME_MOST, &choice->time) ||
		    choice->time == 0)
			die(EX_USAGE, "-t %s: must be 1 to %d seconds", optarg,
			    TIME_MOST);
		choice->time *= SEC;
		break;
	default: /* getopt has reported the mistake */
		ctl_usage(usage.synopsis);
	}
}

static _Noreturn void
die_unknown(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (usage_is_near(name, commands[i].name))
			die(EX_USAGE,
			    "unknown command \"%s\"; did you mean \"%s\"?",
			    name, commands[i].name);
	complain("unknown command \"%s\"", name);
	ctl_usage(usage.synopsis);
}

/*
 * Refuses options for choosing the server after the command, which has none of
 * those.
 */
static void
refuse_choice(int argc, char *const *argv)
{
	if (argc > 2 &&
	    (strcmp(argv[1], "-s") == 0 || strcmp(argv[1], "-p") == 0))
		die(EX_USAGE,
		    "%s goes before the command: forkcastctl %s %s %s", argv[1],
		    argv[1], argv[2], argv[0]);
}

static int
forkcastctl_run(const struct choice *choice, int argc, char **argv)
{
	const char *name = argv[0];
	const int asked = help_asked(argc, argv);

	if (asked != 0)
		forkcastctl_answer(help_of(name), asked);
	if (strcmp(name, "check") != 0) /* check reports it in its own way */
		refuse_choice(argc, argv);
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return forkcastctl_finish(
			    commands[i].run(choice, argc, argv),
			    commands[i].unwritten);
	die_unknown(name);
}

int
main(int argc, char **argv)
{
	struct choice choice = { .time = ANSWER_TIME };
	int letter, first;

	die_name("forkcastctl");
	if (!io_open_standard())
		die_errno(EX_OSERR, "cannot open /dev/null");
	/* "+": leave the options after the command to the command. */
	while ((letter = usage_option(&usage, argc, argv)) != -1)
		take_option(&choice, letter);
	if (optind == argc)
		ctl_usage(usage.synopsis);
	if (choice.control != NULL)
		find_pid(&choice, argv[optind]);
	first = optind;
	optind = 1;
	return forkcastctl_run(&choice, argc - first, argv + first);
}
