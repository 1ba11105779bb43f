/*
 * forkcast, the client: reads the options, connects, and leaves the rest to
 * the chat, or to a command for scripts. See forkcast(1).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "person/chat.h"
#include "script/cmd.h"
#include "session/connect.h"
#include "session/option.h"
#include "session/settings.h"
#include "session/standard.h"
#include "session/wait.h"
#include "shared/die.h"
#include "shared/str.h"
#include "shared/version.h"

#define USAGE                                                        \
	"usage: forkcast [-1hqTV] [-l FILE] [-n NAME] [-s ADDRESS] " \
	"[GROUP]...\n"                                               \
	"       forkcast send|listen|names|ping|fifo|time -h\n"      \
	"       forkcast add|put|swap|cut|get|post|work|boxes -h"

static const struct command_row {
	const char *word;
	const char *program; /* in front of its complaints */
	int (*run)(int argc, char *const *argv);
} commands[] = {
	{ "send", "forkcast send", cmd_send },
	{ "listen", "forkcast listen", cmd_listen },
	{ "names", "forkcast names", cmd_names },
	{ "ping", "forkcast ping", cmd_ping },
	{ "fifo", "forkcast fifo", cmd_fifo },
	{ "add", "forkcast add", cmd_table },
	{ "put", "forkcast put", cmd_table },
	{ "swap", "forkcast swap", cmd_table },
	{ "cut", "forkcast cut", cmd_table },
	{ "get", "forkcast get", cmd_table },
	{ "post", "forkcast post", cmd_post },
	{ "time", "forkcast time", cmd_time },
	{ "work", "forkcast work", cmd_work },
	{ "boxes", "forkcast boxes", cmd_boxes },
};

/* The command for scripts that the word is, or null. */
static const struct command_row *
find_command(const char *word)
{
	for (size_t i = 0; word != NULL && i < COUNT(commands); i++)
		if (strcmp(commands[i].word, word) == 0)
			return &commands[i];
	return NULL;
}

/* Fills in the options and returns the address to connect to. */
static const char *
read_options(struct chat_options *options, int argc, char *const *argv)
{
	const struct settings *settings = settings_read();
	const char *address = settings->server;
	int option;

	*options = (struct chat_options) { .name = settings->name,
		.times = settings->times,
		.quiet = !settings->bell };
	while ((option = getopt(argc, argv, "1hl:n:qs:TV")) != -1) {
		switch (option) {
		case '1':
			options->once = true;
			break;
		case 'h':
			option_answer(USAGE);
		case 'l':
			options->log = optarg;
			break;
		case 'n':
			options->name = optarg;
			break;
		case 'q':
			options->quiet = true;
			break;
		case 's':
			address = optarg;
			break;
		case 'T':
			options->times = true;
			break;
		case 'V':
			option_answer("forkcast " VERSION);
		default: /* getopt has said what is wrong */
			(void)fprintf(stderr, "%s\n", USAGE);
			exit(EX_USAGE);
		}
	}
	if (options->log != NULL && *options->log == '\0')
		die(EX_USAGE, "-l: a file is wanted");
	options->password = settings->password;
	options->account = settings->account;
	options->secret = settings->secret;
	options->groups = optind < argc ? argv + optind : settings->groups;
	option_check_groups(options->groups);
	return address;
}

/* A socket that is connected to the server; ends if there is none. */
static int
connect_or_end(const char *address)
{
	struct connect_failure failure;
	const int fd = connect_to(address, WAIT_FOR_EVER, &failure);

	if (fd == -1)
		die(failure.status, "%s", failure.why);
	return fd;
}

/* A person's talk, or a filter's. */
static int
talk(int argc, char *const *argv)
{
	struct chat_options options;

	const char *address = read_options(&options, argc, argv);

	standard_need_input();
	standard_need_output();
	options.address = address;
	options.connect = connect_or_end;
	options.person = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
	return chat_run(connect_or_end(address), &options);
}

int
main(int argc, char **argv)
{
	const struct command_row *command =
	    find_command(argc > 1 ? argv[1] : NULL);
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	die_name(command != NULL ? command->program : "forkcast");
	if (!standard_begin())
		die_errno(EX_OSERR, "cannot open /dev/null");
	/* Writes tell of it; SIGPIPE exists, so that this cannot fail. */
	(void)sigaction(SIGPIPE, &ignore, NULL);
	if (command != NULL)
		return command->run(argc - 1, argv + 1);
	return talk(argc, argv);
}
