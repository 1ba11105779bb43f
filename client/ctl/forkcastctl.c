/*
 * forkcastctl, the operator's program: finds the command and leaves the rest
 * to it. See forkcastctl(8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "ctl.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/version.h"

#define USAGE                                                       \
	"usage: forkcastctl [-hV] [-p PID] [-s ADDRESS] COMMAND "   \
	"[ARGUMENT]...\n"                                           \
	"commands: status clients groups top check metrics clean\n" \
	"          kick ban unban bans say reload drain stop"

static const struct {
	const char *name;
	int (*run)(const struct choice *choice, int argc, char **argv);
} commands[] = {
	{ "status", cmd_status },
	{ "clients", cmd_clients },
	{ "top", cmd_top },
	{ "check", cmd_check },
	{ "metrics", cmd_metrics },
	{ "clean", cmd_clean },
	{ "groups", cmd_order },
	{ "kick", cmd_order },
	{ "ban", cmd_order },
	{ "unban", cmd_order },
	{ "bans", cmd_order },
	{ "say", cmd_order },
	{ "reload", cmd_order },
	{ "drain", cmd_order },
	{ "stop", cmd_order },
};

static void
take_option(struct choice *choice, int letter)
{
	switch (letter) {
	case 'h':
		(void)puts(USAGE); /* seen when it ends */
		exit(EX_OK);
	case 'p':
		if (!str_to_number(str_from(optarg), INT32_MAX, &choice->pid))
			die(EX_USAGE, "-p wants a process ID");
		break;
	case 's':
		choice->address = optarg;
		break;
	case 'V':
		(void)puts("forkcastctl " VERSION);
		exit(EX_OK);
	default: /* getopt has said what is wrong */
		ctl_usage(USAGE);
	}
}

static int
run(const struct choice *choice, int argc, char **argv)
{
	const char *name = argv[0];

	for (size_t i = 0; i < COUNT(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return commands[i].run(choice, argc, argv);
	complain("there is no command \"%s\"", name);
	ctl_usage(USAGE);
}

int
main(int argc, char **argv)
{
	struct choice choice = { 0 };
	int letter, first, status;

	die_name("forkcastctl");
	if (!io_open_standard())
		die_errno(EX_OSERR, "cannot open /dev/null");
	/* "+": what stands behind the command is the command's own. */
	while ((letter = getopt(argc, argv, "+hp:s:V")) != -1)
		take_option(&choice, letter);
	if (optind == argc)
		ctl_usage(USAGE);
	first = optind;
	optind = 1;
	status = run(&choice, argc - first, argv + first);
	if (fflush(stdout) != 0 || ferror(stdout))
		die_errno(EX_IOERR, "cannot write to standard output");
	return status;
}
