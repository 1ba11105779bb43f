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
#include "shared/die.h"
#include "shared/io.h"
#include "shared/usage.h"

/* How long to wait for an answer by default, and the maximum for -t. */
#define ANSWER_TIME (5 * SEC)
#define TIME_MOST 3600

/*
 * Returns 'h' or 'V' if the command's arguments ask for help or the version,
 * else 0. In a command that takes a text, the words after its fixed arguments
 * are text.
 */
static int
asked_for(const struct command *row, int argc, char *const *argv)
{
	for (int i = 1; i < argc; i++) {
		const char *word = argv[i];
		if (strcmp(word, "--") == 0 || (row->text && word[0] != '-'))
			return 0;
		if (strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0)
			return 'h';
		if (strcmp(word, "-V") == 0 || strcmp(word, "--version") == 0)
			return 'V';
	}
	return 0;
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
forkcastctl_answer(const struct usage *help, int letter)
{
	if (letter == 'h')
		(void)printf("%s\n%s", help->synopsis, help->help);
	else
		(void)puts("forkcastctl " VERSION);
	exit(forkcastctl_finish(EX_OK, EX_IOERR)); /* reports a failed write */
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
		forkcastctl_answer(&ctl_options, letter);
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
		ctl_usage("");
	}
}

static _Noreturn void
die_unknown(const char *name)
{
	const char *near = ctl_near(name);

	if (near != NULL)
		die(EX_USAGE, "unknown command \"%s\"; did you mean \"%s\"?",
		    name, near);
	complain("unknown command \"%s\"", name);
	ctl_usage("");
}

int
main(int argc, char **argv)
{
	struct choice choice = { .time = ANSWER_TIME };
	const struct command *row;
	int letter, asked;

	die_name("forkcastctl");
	if (!io_open_standard())
		die_errno(EX_OSERR, "cannot open /dev/null");
	/* "+": leave the options after the command to the command. */
	while ((letter = usage_option(&ctl_options, argc, argv)) != -1)
		take_option(&choice, letter);
	if (choice.control != NULL && choice.pid != 0)
		die(EX_USAGE, "-c and -p cannot be combined");
	if (optind == argc)
		ctl_usage("");
	argc -= optind;
	argv += optind;
	optind = 1;
	row = ctl_command(argv[0]);
	if (row == NULL)
		die_unknown(argv[0]);
	asked = asked_for(row, argc, argv);
	if (asked != 0)
		forkcastctl_answer(&row->usage, asked);
	/* check reports a mistake in its own way. */
	if (row->run == cmd_check)
		return forkcastctl_finish(
		    cmd_check(&choice, argc, argv), CTL_UNKNOWN);
	if (argc > 2 &&
	    (strcmp(argv[1], "-s") == 0 || strcmp(argv[1], "-p") == 0))
		die(EX_USAGE,
		    "%s goes before the command: forkcastctl %s %s %s", argv[1],
		    argv[1], argv[2], argv[0]);
	if (argc - 1 < row->least || argc - 1 > row->most)
		ctl_usage(argv[0]);
	return forkcastctl_finish(row->run(&choice, argc, argv), EX_IOERR);
}
