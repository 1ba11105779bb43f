/* The help of the commands: see help.h. */
#include "ctl/help.h"

#include <stddef.h>
#include <string.h>

#include "shared/str.h"

#define HELP                                           \
	"  -h, --help     Print this help and exit.\n" \
	"  -V, --version  Print the version and exit.\n"

#define COLUMNS                     \
	"pid, name, peer, state,\n" \
	"                 process, groups, in, out, queue, since, active"

static const struct row {
	const char *name;
	bool text; /* its last arguments are free text */
	struct usage usage;
} rows[] = {
	{ "status", false,
	    { "usage: forkcastctl status", "",
		"Print the state of each server.\n\n" HELP } },
	{ "clients", false,
	    { "usage: forkcastctl clients [-jr] [-o COLUMN] [PATTERN]", "jo:r",
		"List the clients whose name, address or process ID matches "
		"PATTERN.\n\n"
		"  -j             Print a JSON object for each client.\n"
		"  -o COLUMN      Sort by COLUMN: " COLUMNS
		"; default: since.\n"
		"  -r             Reverse the order.\n" HELP } },
	{ "groups", false,
	    { "usage: forkcastctl groups [-m]", "m",
		"Print the name, size and topic of each group.\n\n"
		"  -m             Print its members instead of its "
		"topic.\n" HELP } },
	{ "limits", false,
	    { "usage: forkcastctl limits", "",
		"Print each limit of the server, and the key that sets it."
		"\n\n" HELP } },
	{ "boxes", false,
	    { "usage: forkcastctl boxes [-l]", "l",
		"List the boxes: the name, and the numbers of items that wait, "
		"items that are\ntaken, and clients that take from it.\n\n"
		"  -l             Print a table with who may take, bytes, age, "
		"time since the\n"
		"                 last post and take, and creator.\n" HELP } },
	{ "box", false,
	    { "usage: forkcastctl box remove NAME | allow NAME ROLE", "",
		"remove drops the box NAME with all its items, and prints how "
		"many were lost.\nallow sets which members may take from it: "
		"all, voiced (and operators), or\noperators.\n\n" HELP } },
	{ "history", false,
	    { "usage: forkcastctl history [export ACCOUNT | "
	      "forget @ACCOUNT|GROUP [BEFORE]]",
		"",
		"Print the number and the size of the history's files.\n"
		"export prints the messages and other events of ACCOUNT. "
		"forget erases these,\nor those in GROUP, before BEFORE: an "
		"event's ID or a time; default: now.\n\n" HELP } },
	{ "top", false,
	    { "usage: forkcastctl top [-r] [-d SECONDS] [-n COUNT] "
	      "[-o COLUMN]",
		"d:n:o:r",
		"Show the server and its clients, updated until you press q; "
		"g shows its groups\ninstead.\n\n"
		"  -d SECONDS     Update every SECONDS; default: 1.\n"
		"  -n COUNT       Exit after COUNT updates.\n"
		"  -o COLUMN      Sort by COLUMN: " COLUMNS "; default: in.\n"
		"  -r             Reverse the order.\n" HELP } },
	{ "check", false,
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
	{ "metrics", false,
	    { "usage: forkcastctl metrics", "",
		"Print all metrics in the text format of Prometheus.\n"
		"\n" HELP } },
	{ "kick", true,
	    { "usage: forkcastctl kick NAME|PID [REASON]", "",
		"Disconnect a client, and send it REASON.\n\n" HELP } },
	{ "ban", true,
	    { "usage: forkcastctl ban NETWORK [-t TIME] [REASON]", "",
		"Disconnect all clients of NETWORK (ADDRESS or ADDRESS/BITS), "
		"and refuse\nnew ones.\n\n"
		"  -t TIME        Lift the ban after TIME: seconds, or with m, "
		"h or d.\n" HELP } },
	{ "unban", false,
	    { "usage: forkcastctl unban NETWORK", "",
		"Lift the ban of NETWORK.\n\n" HELP } },
	{ "bans", false,
	    { "usage: forkcastctl bans", "", "List the bans.\n\n" HELP } },
	{ "say", true,
	    { "usage: forkcastctl say G TEXT", "",
		"Send TEXT to the group G, as operserv.\n\n" HELP } },
	{ "accounts", false,
	    { "usage: forkcastctl accounts [list | add NAME | passwd NAME | "
	      "remove NAME]",
		"",
		"List, add, change or remove accounts. add and passwd read the "
		"secret\nfrom standard input.\n\n" HELP } },
	{ "reload", false,
	    { "usage: forkcastctl reload", "",
		"Reload the configuration.\n\n" HELP } },
	{ "upgrade", false,
	    { "usage: forkcastctl upgrade [-n] [PATH]", "n",
		"Replace the running server with the program at PATH, or at "
		"the path that it\nwas started from, and keep all clients.\n\n"
		"  -n             Only check whether it would "
		"succeed.\n" HELP } },
	{ "drain", false,
	    { "usage: forkcastctl drain", "",
		"Refuse new clients, and exit when the last one has left.\n"
		"\n" HELP } },
	{ "admit", false,
	    { "usage: forkcastctl admit", "",
		"Accept clients again, after drain.\n\n" HELP } },
	{ "stop", false,
	    { "usage: forkcastctl stop", "",
		"Disconnect all clients and exit.\n\n" HELP } },
};

static const struct row *
help_find(const char *name)
{
	for (size_t i = 0; i < COUNT(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

const struct usage *
help_of(const char *name)
{
	const struct row *row = help_find(name);

	return row != NULL ? &row->usage : NULL;
}

static bool
is_one_of(const char *word, const char *letter, const char *whole)
{
	return strcmp(word, letter) == 0 || strcmp(word, whole) == 0;
}

int
help_asked(int argc, char *const *argv)
{
	const struct row *row = help_find(argv[0]);

	for (int i = 1; row != NULL && i < argc; i++) {
		if (strcmp(argv[i], "--") == 0 ||
		    (row->text && argv[i][0] != '-'))
			return 0;
		if (is_one_of(argv[i], "-h", "--help"))
			return 'h';
		if (is_one_of(argv[i], "-V", "--version"))
			return 'V';
	}
	return 0;
}
