/*
 * forkcast, the client: reads the options, connects, and runs the chat or a
 * command for scripts. See forkcast(1) and forkcast-scripts(1).
 */
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chat/core/chat_run.h"
#include "chat/plain/stream.h"
#include "chat/window/window_ui.h"
#include "conf/option.h"
#include "conf/settings.h"
#include "script/script.h"
#include "shared/die.h"
#include "shared/names.h"
#include "shared/str.h"
#include "shared/usage.h"
#include "system/files.h"
#include "system/term.h"
#include "text/style.h"

static const struct usage usage = {
	"usage: forkcast [-1hpqTV] [-C COMMAND] [-F FILE] [-n NAME]\n"
	"       [-s ADDRESS] [GROUP]...\n"
	"       forkcast [OPTION]... COMMAND [ARGUMENT]...",
	"1C:F:hn:pqs:TV",
	"Chat in each GROUP, or run a COMMAND for scripts.\n\n"
	"  -1             Exit when the connection is lost.\n"
	"  -C COMMAND     Connect by running COMMAND, such as 'ssh HOST "
	"forkcast stdio'.\n"
	"  -F FILE        Read this configuration.\n"
	"  -h, --help     Print this help and exit.\n"
	"  -n NAME        Use this name.\n"
	"  -p             Print the chat line by line, in the terminal's own "
	"scroll.\n"
	"  -q             Do not ring the bell.\n"
	"  -s ADDRESS     Connect to HOST[:PORT], PORT on 127.0.0.1, or the UNIX "
	"socket\n"
	"                 at a path with a / in it; default: 127.0.0.1:1234.\n"
	"  -T             Print the time before each message.\n"
	"  -V, --version  Print the version and exit.\n\n"
	"Commands; \"forkcast COMMAND -h\" explains one:\n"
	"  send    send lines                 put     set a key of a table\n"
	"  listen  print messages             cut     delete a key\n"
	"  log     print past messages        get     print keys\n"
	"  bot     hear and speak at once     lock    run a command under a "
	"lock\n"
	"  names   list members of a group    post    put work into a box\n"
	"  ping    measure round trips        work    run a command for each "
	"item\n"
	"  stdio   be the connection of -C    bridge  join groups with other "
	"servers\n"
	"  tell    send lines to a client\n\n"
	"To join a group with the name of a command: forkcast -- GROUP\n",
};

/* The options that may come before a command for scripts. */
static const struct usage leading_options = { .letters = "1C:F:hn:pqs:t:TV" };

static const struct command_row {
	const char *word;
	const char *program; /* prefix of its error messages */
	int (*run)(int argc, char *const *argv);
	bool outside; /* it can run programs or touch files */
} commands[] = {
	{ "send", "forkcast send", cmd_send, false },
	{ "tell", "forkcast tell", cmd_send, false },
	{ "listen", "forkcast listen", cmd_listen, true },
	{ "log", "forkcast log", cmd_log, false },
	{ "bot", "forkcast bot", cmd_bot, true },
	{ "names", "forkcast names", cmd_names, false },
	{ "ping", "forkcast ping", cmd_ping, false },
	{ "put", "forkcast put", cmd_table, false },
	{ "cut", "forkcast cut", cmd_table, false },
	{ "get", "forkcast get", cmd_table, false },
	{ "lock", "forkcast lock", cmd_lock, true },
	{ "post", "forkcast post", cmd_post, false },
	{ "stdio", "forkcast stdio", cmd_stdio, false },
	{ "bridge", "forkcast bridge", cmd_bridge, true },
	{ "work", "forkcast work", cmd_work, true },
};

/* Returns the command for scripts called word, or null. */
static const struct command_row *
find_command(const char *word)
{
	for (size_t i = 0; word != NULL && i < COUNT(commands); i++)
		if (strcmp(commands[i].word, word) == 0)
			return &commands[i];
	return NULL;
}

/*
 * Returns the command for scripts among the arguments, or null. Moves its word
 * to argv[1], so that the options typed before it become the command's own.
 */
static const struct command_row *
take_command(int argc, char **argv)
{
	const int place = usage_operand(&leading_options, argc, argv);
	const struct command_row *command = find_command(argv[place]);

	if (command == NULL)
		return NULL;
	char *const word = argv[place];
	memmove(argv + 2, argv + 1, (size_t)(place - 1) * sizeof(*argv));
	argv[1] = word;
	return command;
}

/* Reads the configuration and the command line. */
static void
read_chat_options(struct chat_options *options, int argc, char *const *argv)
{
	char *via = NULL, *file = NULL, *name = NULL, *where = NULL;
	bool once = false, plain = false, quiet = false, times = false;
	const struct option_row rows[] = {
		{ '1', .flag = &once },
		{ 'C', .text = &via },
		{ 'F', .text = &file },
		{ 'n', .text = &name },
		{ 'p', .flag = &plain },
		{ 'q', .flag = &quiet },
		{ 's', .text = &where },
		{ 'T', .flag = &times },
		{ 0 },
	};

	option_answer(&usage, argc, argv);
	option_read(&usage, NULL, rows, argc, argv);
	const struct settings *settings =
	    settings_read(&(struct settings_given) { file, where, via, name });
	if (quiet)
		(void)settings_set(settings_find("bell"), "no");
	if (times)
		(void)settings_set(settings_find("times"), "yes");
	*options = (struct chat_options) {
		.ui = plain || term_is_dumb() ? &ui_stream : &ui_window,
		.settings = settings,
		.link.returns = !once,
		.groups = optind < argc ? argv + optind : settings->groups,
	};
	settings_link(&options->link);
	option_check_order(argv);
	option_check_groups(options->groups);
}

/* Runs the chat. */
static int
talk(int argc, char *const *argv)
{
	struct chat_options options;

	style_begin();
	read_chat_options(&options, argc, argv);
	files_need_input();
	files_need_output();
	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		die(EX_USAGE,
		    "a chat needs a terminal; scripts use \"forkcast send "
		    "-l\", \"forkcast listen\" or \"forkcast stdio\"");
	const struct passwd *user = getpwuid(getuid());
	if (user != NULL && name_check(str_from(user->pw_name)) == CODE_OK)
		options.login = user->pw_name;
	return chat_run(&options);
}

int
main(int argc, char **argv)
{
	const struct command_row *command = take_command(argc, argv);
	const struct sigaction ignore = { .sa_handler = SIG_IGN };

	die_name(command != NULL ? command->program : "forkcast");
	if (!files_begin())
		die_errno(EX_OSERR, "cannot open /dev/null");
	/*
	 * A write to a closed pipe returns EPIPE instead. sigaction cannot
	 * fail, because SIGPIPE exists.
	 */
	(void)sigaction(SIGPIPE, &ignore, NULL);
	if (command != NULL && command->outside && files_restricted())
		die(EX_NOPERM, RESTRICTED_WHY);
	if (command != NULL)
		return command->run(argc - 1, argv + 1);
	return talk(argc, argv);
}
