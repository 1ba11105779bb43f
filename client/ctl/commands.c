/* The table of forkcastctl's commands, with their help: see ctl.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctl/ctl.h"
#include "shared/die.h"

const struct usage ctl_options = {
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

#define HELP                                           \
	"  -h, --help     Print this help and exit.\n" \
	"  -V, --version  Print the version and exit.\n"

#define COLUMNS                     \
	"pid, name, peer, state,\n" \
	"                 process, groups, in, out, queue, since, active"

/* Any number of arguments, which the command counts. */
#define ANY 999

static const struct command commands[] = {
	{ "status", cmd_status, 0, 0, false,
	    { "usage: forkcastctl status", "",
		"Print the state of the server.\n\n" HELP } },
	{ "clients", cmd_clients, 0, ANY, false,
	    { "usage: forkcastctl clients [-jr] [-o COLUMN] [PATTERN]", "jo:r",
		"List the clients whose name, address or process ID matches "
		"PATTERN.\n\n"
		"  -j             Print a JSON object for each client.\n"
		"  -o COLUMN      Sort by COLUMN: " COLUMNS
		"; default: since.\n"
		"  -r             Reverse the order.\n" HELP } },
	{ "groups", cmd_groups, 0, 1, false,
	    { "usage: forkcastctl groups [-m]", "m",
		"Print the name, size and topic of each group.\n\n"
		"  -m             Print its members instead of its "
		"topic.\n" HELP } },
	{ "limits", cmd_limits, 0, 0, false,
	    { "usage: forkcastctl limits", "",
		"Print each limit of the server, and the key that sets it."
		"\n\n" HELP } },
	{ "boxes", cmd_boxes, 0, 1, false,
	    { "usage: forkcastctl boxes [-l]", "l",
		"List the boxes: the name, and the numbers of items that wait, "
		"items that are\ntaken, and clients that take from it.\n\n"
		"  -l             Print a table with bytes, age, time since the "
		"last post and\n"
		"                 take, and creator.\n" HELP } },
	{ "box", cmd_order, 2, 2, false,
	    { "usage: forkcastctl box remove NAME", "",
		"Drop the box NAME with all its items, and print how many were "
		"lost.\n\n" HELP } },
	{ "history", cmd_history, 2, 3, false,
	    { "usage: forkcastctl history forget @ACCOUNT|GROUP [BEFORE]", "",
		"Erase the events of ACCOUNT, or those in GROUP, before "
		"BEFORE: an event's ID\nor a time; default: now.\n\n" HELP } },
	{ "top", cmd_top, 0, ANY, false,
	    { "usage: forkcastctl top [-r] [-d SECONDS] [-n COUNT] "
	      "[-o COLUMN]",
		"d:n:o:r",
		"Show the server and its clients, updated until you press q."
		"\n\n"
		"  -d SECONDS     Update every SECONDS; default: 1.\n"
		"  -n COUNT       Exit after COUNT updates.\n"
		"  -o COLUMN      Sort by COLUMN: " COLUMNS "; default: in.\n"
		"  -r             Reverse the order.\n" HELP } },
	{ "check", cmd_check, 0, ANY, false,
	    { "usage: forkcastctl check [-c PERCENT] [-t SECONDS] "
	      "[-w PERCENT]",
		"c:t:w:",
		"Check the server, as a plugin for a monitoring system.\n"
		"\n"
		"  -c PERCENT     Critical at PERCENT of max_clients; default: "
		"95.\n"
		"  -t SECONDS     Critical after SECONDS without a reply; "
		"default: 5.\n"
		"  -w PERCENT     Warn at PERCENT of max_clients; default: "
		"80.\n" HELP } },
	{ "metrics", cmd_metrics, 0, 0, false,
	    { "usage: forkcastctl metrics", "",
		"Print all metrics in the text format of Prometheus.\n"
		"\n" HELP } },
	{ "kick", cmd_order, 1, ANY, true,
	    { "usage: forkcastctl kick NAME [REASON]", "",
		"Disconnect a client, and send it REASON.\n\n" HELP } },
	{ "ban", cmd_order, 1, ANY, true,
	    { "usage: forkcastctl ban NETWORK [-t TIME] [REASON]", "",
		"Disconnect all clients of NETWORK (ADDRESS or ADDRESS/BITS), "
		"and refuse\nnew ones.\n\n"
		"  -t TIME        Lift the ban after TIME: seconds, or with m, "
		"h or d.\n" HELP } },
	{ "unban", cmd_order, 1, 1, false,
	    { "usage: forkcastctl unban NETWORK", "",
		"Lift the ban of NETWORK.\n\n" HELP } },
	{ "bans", cmd_order, 0, 0, false,
	    { "usage: forkcastctl bans", "", "List the bans.\n\n" HELP } },
	{ "say", cmd_order, 2, ANY, true,
	    { "usage: forkcastctl say G TEXT", "",
		"Send TEXT to the group G, as operserv.\n\n" HELP } },
	{ "accounts", cmd_accounts, 0, 2, false,
	    { "usage: forkcastctl accounts [list | add NAME | passwd NAME | "
	      "remove NAME]",
		"",
		"List, add, change or remove accounts. add and passwd read the "
		"secret\nfrom standard input.\n\n" HELP } },
	{ "reload", cmd_order, 0, 0, false,
	    { "usage: forkcastctl reload", "",
		"Reload the configuration.\n\n" HELP } },
	{ "upgrade", cmd_upgrade, 0, ANY, false,
	    { "usage: forkcastctl upgrade [-n] [PATH]", "n",
		"Replace the running server with the program at PATH, or at "
		"the path that it\nwas started from, and keep all clients.\n\n"
		"  -n             Only check whether it would "
		"succeed.\n" HELP } },
	{ "drain", cmd_order, 0, 0, false,
	    { "usage: forkcastctl drain", "",
		"Refuse new clients, and exit when the last one has left.\n"
		"\n" HELP } },
	{ "admit", cmd_order, 0, 0, false,
	    { "usage: forkcastctl admit", "",
		"Accept clients again, after drain.\n\n" HELP } },
	{ "stop", cmd_order, 0, 0, false,
	    { "usage: forkcastctl stop", "",
		"Disconnect all clients and exit.\n\n" HELP } },
};

const struct command *
ctl_command(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const char *
ctl_near(const char *name)
{
	for (size_t i = 0; i < COUNT(commands); i++)
		if (usage_is_near(name, commands[i].name))
			return commands[i].name;
	return NULL;
}

_Noreturn void
ctl_usage(const char *command)
{
	const struct command *row = ctl_command(command);

	/* nothing to do if this fails */
	(void)fprintf(stderr, "%s\n",
	    row != NULL ? row->usage.synopsis : ctl_options.synopsis);
	exit(EX_USAGE);
}

void
ctl_no_more(int argc, char **argv)
{
	if (optind < argc)
		ctl_usage(argv[0]);
}
