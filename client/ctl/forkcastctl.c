/*
 * forkcastctl, the operator's program: finds the command in its table, reads
 * what is typed behind it, and calls it. See forkcastctl(8).
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/usage.h"

/* How long to wait for an answer by default, and the maximum for -t. */
#define ANSWER_TIME (5 * SEC)
#define TIME_MOST 3600

/* Any number of words, which the command counts. */
#define ANY 999

#define COLUMNS                     \
	"pid, name, peer, state,\n" \
	"                 process, groups, in, out, queue, since, active"

/* Words behind a name that are sent as they stand may begin with "-". */
static const struct operation commands[] = {
	{ "status", cmd_status, "hV", 0, 0, "",
	    "Print the state of the server.\n\n" },
	{ "clients", cmd_clients, "hjo:rV", 0, 0, " [-jr] [-o COLUMN]",
	    "List the clients.\n\n"
	    "  -j             Print a JSON object for each client.\n"
	    "  -o COLUMN      Sort by COLUMN: " COLUMNS "; default: since.\n"
	    "  -r             Reverse the order.\n" },
	{ "groups", cmd_groups, "hmV", 0, 0, " [-m]",
	    "Print the name, size and topic of each group.\n\n"
	    "  -m             Print its members instead of its topic.\n" },
	{ "limits", cmd_limits, "hV", 0, 0, "",
	    "Print each limit of the server, and the key that sets it.\n\n" },
	{ "boxes", cmd_boxes, "hlV", 0, 0, " [-l]",
	    "List the boxes: the name, and the numbers of items that wait, "
	    "items that are\ntaken, and clients that take from it.\n\n"
	    "  -l             Print a table with bytes, age, time since the "
	    "last post and\n                 take, and creator.\n" },
	{ "box", cmd_order, "+hV", 2, 2, " remove NAME",
	    "Drop the box NAME with all its items, and print how many were "
	    "lost.\n\n" },
	{ "history", cmd_history, "+hV", 2, 3,
	    " forget @ACCOUNT|GROUP [BEFORE]",
	    "Erase the events of ACCOUNT, or those in GROUP, before BEFORE: "
	    "an event's ID\nor a time; default: now.\n\n" },
	{ "check", cmd_check, "c:ht:Vw:", 0, 0,
	    " [-c PERCENT] [-t SECONDS] [-w PERCENT]",
	    "Check the server, as a plugin for a monitoring system.\n\n"
	    "  -c PERCENT     Critical at PERCENT of max_clients; default: "
	    "95.\n"
	    "  -t SECONDS     Critical after SECONDS without a reply; "
	    "default: 5.\n"
	    "  -w PERCENT     Warn at PERCENT of max_clients; default: 80.\n" },
	{ "metrics", cmd_metrics, "hV", 0, 0, "",
	    "Print all metrics in the text format of Prometheus.\n\n" },
	{ "kick", cmd_order, "+hV", 1, ANY, " NAME [REASON]",
	    "Disconnect a client, and send it REASON.\n\n" },
	{ "ban", cmd_order, "+hV", 1, ANY, " NETWORK [-t TIME] [REASON]",
	    "Disconnect all clients of NETWORK (ADDRESS or ADDRESS/BITS), "
	    "and refuse\nnew ones.\n\n"
	    "  -t TIME        Lift the ban after TIME: seconds, or with m, h "
	    "or d.\n" },
	{ "unban", cmd_order, "+hV", 1, 1, " NETWORK",
	    "Lift the ban of NETWORK.\n\n" },
	{ "bans", cmd_order, "hV", 0, 0, "", "List the bans.\n\n" },
	{ "say", cmd_order, "+hV", 2, ANY, " G TEXT",
	    "Send TEXT to the group G, as operserv.\n\n" },
	{ "accounts", cmd_accounts, "+hV", 0, 2,
	    " [list | add NAME | passwd NAME | remove NAME]",
	    "List, add, change or remove accounts. add and passwd read the "
	    "secret\nfrom standard input.\n\n" },
	{ "reload", cmd_order, "hV", 0, 0, "",
	    "Reload the configuration.\n\n" },
	{ "upgrade", cmd_upgrade, "hnV", 0, 1, " [-n] [PATH]",
	    "Replace the running server with the program at PATH, or at the "
	    "path that it\nwas started from, and keep all clients.\n\n"
	    "  -n             Only check whether it would succeed.\n" },
	{ "guests", cmd_order, "+hV", 1, 1, " on|off",
	    "Let newcomers in without an account, or not.\n\n" },
	{ "drain", cmd_order, "hV", 0, 0, "",
	    "Refuse new clients, and exit when the last one has left.\n\n" },
	{ "stop", cmd_order, "hV", 0, 0, "",
	    "Disconnect all clients and exit.\n\n" },
};

/* The options before the command. */
static const struct operation all = { "", NULL, "+c:hp:s:t:V", 0, 0,
	"[-hV] [-c PATH] [-p PID] [-s ADDRESS] [-t SECONDS]\n"
	"                   COMMAND [ARGUMENT]...\n"
	"commands: status clients groups limits boxes check metrics box "
	"history\n"
	"          kick ban unban bans guests say accounts reload upgrade drain "
	"stop",
	"Show and control the servers of this machine; \"forkcastctl COMMAND "
	"-h\" explains\na command.\n\n"
	"  -c PATH        Choose the server by its control socket.\n"
	"  -p PID         Choose the server by its process ID.\n"
	"  -s ADDRESS     Choose the server by its first address.\n"
	"  -t SECONDS     Give up after SECONDS without a reply; default: "
	"5.\n" };

static void
print_usage(FILE *to, const struct operation *command)
{
	/* forkcastctl_finish looks whether standard output takes it. */
	(void)fprintf(
	    to, "usage: forkcastctl %s%s\n", command->name, command->usage);
}

static _Noreturn void
misused(const struct operation *command)
{
	print_usage(stderr, command);
	exit(EX_USAGE);
}

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
forkcastctl_answer(const struct operation *command, int letter)
{
	if (letter == 'h') {
		print_usage(stdout, command);
		(void)printf("%s"
			     "  -h, --help     Print this help and exit.\n"
			     "  -V, --version  Print the version and exit.\n",
		    command->help);
	} else {
		(void)puts("forkcastctl " VERSION);
	}
	exit(forkcastctl_finish(EX_OK, EX_IOERR));
}

/* Reads the options of the command, and answers -h and -V. False: misused. */
static bool
take_options(const struct operation *command, int argc, char **argv,
    const char *option['z' + 1])
{
	const struct usage usage = { .letters = command->letters };
	bool good = true;
	int letter;

	while ((letter = usage_option(&usage, argc, argv)) != -1) {
		if (letter == 'h' || letter == 'V')
			forkcastctl_answer(command, letter);
		if (letter == '?') /* getopt has reported the mistake */
			good = false;
		else
			option[letter] = optarg != NULL ? optarg : "";
	}
	return good;
}

/* Reads which server is meant, from the options before the command. */
static void
read_choice(struct choice *choice, const char *const option['z' + 1])
{
	const char *pid = option['p'], *time = option['t'];

	choice->control = option['c'];
	choice->address = option['s'];
	if (pid != NULL &&
	    (!str_to_number(str_from(pid), INT32_MAX, &choice->pid) ||
		choice->pid == 0))
		die(EX_USAGE, "-p %s: not a process ID", pid);
	if (choice->control != NULL && (pid != NULL || option['s'] != NULL))
		die(EX_USAGE, "-c cannot be combined with -p or -s");
	if (time == NULL)
		return;
	if (!str_to_number(str_from(time), TIME_MOST, &choice->time) ||
	    choice->time == 0)
		die(EX_USAGE, "-t %s: must be 1 to %d seconds", time,
		    TIME_MOST);
	choice->time *= SEC;
}

/* Returns the command of that name; ends the program if there is none. */
static const struct operation *
find_command(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	for (size_t i = 0; i < COUNT(commands); i++)
		if (usage_is_near(name, commands[i].name))
			die(EX_USAGE,
			    "unknown command \"%s\"; did you mean \"%s\"?",
			    name, commands[i].name);
	complain("unknown command \"%s\"", name);
	misused(&all);
}

int
main(int argc, char **argv)
{
	struct choice choice = { .time = ANSWER_TIME };
	struct given before = { NULL }, given = { NULL };
	char *const self = argv[0];

	die_name("forkcastctl");
	if (!io_open_standard())
		die_errno(EX_OSERR, "cannot open /dev/null");
	if (!take_options(&all, argc, argv, before.option))
		misused(&all);
	read_choice(&choice, before.option);
	if (optind == argc)
		misused(&all);
	argc -= optind;
	argv += optind;
	optind = 1;
	given.command = find_command(argv[0]);
	/* check reports a mistake in its own way. */
	const bool checks = given.command->run == cmd_check;
	if (!checks && argc > 2 &&
	    (strcmp(argv[1], "-s") == 0 || strcmp(argv[1], "-p") == 0))
		die(EX_USAGE,
		    "%s goes before the command: forkcastctl %s %s %s", argv[1],
		    argv[1], argv[2], argv[0]);
	argv[0] = self; /* getopt says it before a mistake */
	given.wrong = !take_options(given.command, argc, argv, given.option);
	given.words = argv + optind;
	given.count = argc - optind;
	given.wrong = given.wrong || given.count < given.command->least ||
	    given.count > given.command->most;
	const int status = given.wrong && !checks ?
	    CTL_MISUSED :
	    given.command->run(&choice, &given);
	if (status == CTL_MISUSED)
		misused(given.command);
	return forkcastctl_finish(status, checks ? CTL_UNKNOWN : EX_IOERR);
}
