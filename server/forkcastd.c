/*
 * forkcastd, the server: options and start; then the loop (loop.c) runs. See
 * forkcastd(8).
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "accept/helpers.h"
#include "accept/listen.h"
#include "accept/spawn.h"
#include "base/config/config.h"
#include "base/config/self.h"
#include "base/log/log.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "loop.h"
#include "operator/control.h"
#include "operator/launch.h"
#include "operator/reload.h"
#include "operator/shutdown.h"
#include "process/fork/nursery.h"
#include "shared/clock.h"
#include "shared/die.h"
#include "shared/io.h"
#include "shared/str.h"
#include "shared/usage.h"
#include "upgrade/upgrade_exec.h"

static const struct usage usage = {
	"usage: forkcastd [-dhtvV] [-f FILE] [-l ADDRESS]... [-m MAX] "
	"[-n NAME]\n                 [-p PIDFILE] [-r FD] [-S on|off|require] "
	"[-u USER]\n",
	"df:hl:m:n:p:r:S:tu:vV",
	"Run a group chat server.\n\n"
	"  -d             Run in the background and log to syslog.\n"
	"  -f FILE        Read the configuration from FILE instead of the "
	"default\n"
	"                 file; \"none\": read no file.\n"
	"  -h, --help     Print this help and exit.\n"
	"  -l ADDRESS     Listen on HOST:PORT, on PORT of 127.0.0.1, or on a "
	"UNIX\n"
	"                 socket (a path with a /); may be repeated; default:\n"
	"                 127.0.0.1:1234.\n"
	"  -m MAX         Serve at most MAX clients at once.\n"
	"  -n NAME        Set the name of the server on IRC.\n"
	"  -p PIDFILE     Write the process ID to PIDFILE.\n"
	"  -r FD          Write a newline to the descriptor FD when ready.\n"
	"  -S on|off|require\n"
	"                 Confine the processes that serve clients; default: "
	"on.\n"
	"  -t             Check the options and the configuration, then exit.\n"
	"  -u USER        Become USER before serving any client.\n"
	"  -v             Log every send and every refused command.\n"
	"  -V, --version  Print the version and exit.\n",
};

/* Options that set a key of the configuration. */
static const struct {
	int letter;
	const char *key;
	const char *value; /* null: the option's argument */
} options[] = {
	{ 'd', "detach", "yes" },
	{ 'l', "listen", NULL },
	{ 'm', "max_clients", NULL },
	{ 'n', "server_name", NULL },
	{ 'p', "pid_file", NULL },
	{ 'r', "ready_fd", NULL },
	{ 'S', "sandbox", NULL },
	{ 'u', "user", NULL },
	{ 'v', "verbose", "yes" },
};

static struct config_command_line line = { .file = config_default_file,
	.may_lack = true };

/* Returns true if the configuration is only to be checked. */
static bool
take_options(int argc, char **argv)
{
	bool check = false;
	int letter;

	while ((letter = usage_option(&usage, argc, argv)) != -1) {
		const char *said =
		    letter == 'V' ? "forkcastd " VERSION "\n" : usage.synopsis;
		size_t i = 0;
		if (letter == 'h' || letter == 'V') {
			if (printf("%s%s", said,
				letter == 'h' ? usage.help : "") >= 0 &&
			    fflush(stdout) == 0)
				exit(EX_OK);
			die_errno(EX_IOERR, "cannot write to standard output");
		}
		while (i < COUNT(options) && options[i].letter != letter)
			i++;
		if (letter == 'f') {
			line.file = strcmp(optarg, "none") != 0 ? optarg : NULL;
			line.may_lack = false;
		} else if (letter == 't') {
			check = true;
		} else if (i == COUNT(options)) {
			break;
		} else if (line.count == COUNT(line.option)) {
			die(EX_USAGE,
			    "too many options; use a configuration file (-f)");
		} else {
			line.option[line.count].key = options[i].key;
			line.option[line.count++].value =
			    options[i].value != NULL ? options[i].value :
						       optarg;
		}
	}
	if (letter != -1 || optind < argc) {
		(void)fputs(usage.synopsis, stderr); /* best effort */
		exit(EX_USAGE);
	}
	return check;
}

/* Removes what the server would leave behind. */
static void
clean_up(const char *pid_file)
{
	launch_remove_pid_file(pid_file);
	listen_close();
	control_close();
}

/* The last step: opens the operator's side, as the server's user. */
static bool
become_and_open(struct error *why)
{
	if (!self_become_user(why) || !control_open(why))
		return false;
	helpers_begin();
	return true;
}

/*
 * How long a step is tried again. The children of a killed server end soon
 * after it, but until then they hold its ports and locks.
 */
#define PATIENCE (3 * SEC)

/*
 * Acquires what another server may still use; a step that fails has changed
 * nothing.
 */
static bool
get_what_is_shared(struct config *config, struct error *why)
{
	const struct timespec pause = { .tv_nsec = 20000000 };
	const usec until = clock_mono() + PATIENCE;
	unsigned steps = 0;

	while (steps < 3) {
		/* Addresses first: a running server keeps its pid file. */
		const bool good = steps == 0 ? reload_apply(config, why) :
		    steps == 1 ? launch_pid_file(config->pid_file, why) :
				 become_and_open(why);
		if (!good && (!why->may_pass || clock_mono() >= until))
			return false;
		steps += good;
		if (!good)
			(void)nanosleep(&pause, NULL); /* or shorter */
	}
	return true;
}

/*
 * Runs the steps that can fail, in an order in which nothing has to be undone.
 */
static bool
set_up(struct config *config, struct error *why)
{
	size_t clients;

	if (!self_capacity(config, &clients, why))
		return false;
	if (!watch_signals_init() || !modules_init() || !spawn_init())
		return error_set(
		    why, EX_OSERR, "cannot start: %s", strerror(errno));
	spawn_raise_priority(config->nice);
	log_configure((enum log_time)config->log_time);
	if (config->detach && !log_to_syslog())
		return error_set(why, EX_UNAVAILABLE,
		    "cannot detach: no logger at /dev/log: %s",
		    strerror(errno));
	if (!self_find_user(config, false, why) || !launch_notify_open(why))
		return false;
	control_find(config, self_now()->uid);
	return listen_inherit(why) && get_what_is_shared(config, why) &&
	    spawn_check_confinement(
		(enum sandbox_mode)config_now()->sandbox, NULL);
}

/*
 * -t: checks all that a start would refuse, except for what depends on the
 * process itself, such as its descriptors.
 */
static bool
check_config(const struct config *config, struct error *why)
{
	size_t clients;

	log_mute();
	if (!modules_init() || !spawn_init())
		return error_set(
		    why, EX_OSERR, "cannot check: %s", strerror(errno));
	return self_find_user(config, false, why) &&
	    reload_dry_run(config, true, &clients, why);
}

static void
start(struct config *config)
{
	struct error why;

	if (!set_up(config, &why)) {
		clean_up(config->pid_file);
		error_die(&why);
	}
	if (config_now()->sandbox == SANDBOX_OFF)
		LOG_AT(LEVEL_WARNING,
		    STR("sandbox: off; workers are not confined"));
	if (self_now()->uid == 0)
		LOG_AT(LEVEL_WARNING,
		    STR("user: root; an attacker who escapes from a worker "
			"is root"));
	spawn_turn(); /* before anybody comes */
	if (!loop_start())
		return;
	if (!launch_ready(config_now(), &why)) {
		shutdown_stop(); /* saves what was loaded */
		(void)loop_run();
		clean_up(config_now()->pid_file);
		error_die(&why);
	}
	LOG_AT(LEVEL_NOTICE, STR("ready"));
}

int
main(int argc, char **argv)
{
	struct title_room room;
	struct config config;
	struct error why;
	char **arguments;
	bool check, good;
	int state;

	die_name("forkcastd");
#ifdef NURSERY
	if (argc == 1 && strcmp(argv[0], NURSERY_CALLED) == 0) {
		room.at = self_make_room(argc, argv, &room.size);
		_exit(nursery_born(spawn_kind, room));
	}
#endif
	if (!io_open_standard())
		die_errno(EX_OSERR, "cannot open /dev/null");
	arguments = upgrade_exec_init(argc, argv, &state);
	if (arguments == NULL)
		die_errno(EX_OSERR, "cannot start");
	check = take_options(argc, arguments);
	if (state == -1) {
		/* If it came ignored, no child could be waited for. */
		(void)signal(SIGCHLD, SIG_DFL); /* cannot fail for SIGCHLD */
		/* A detached process reads the configuration again. */
		good = config_load(&config, &line, &why);
		if (good && check && check_config(&config, &why))
			exit(EX_OK);
		if (!good || check || !launch_can_report(&config, &why) ||
		    !listen_find(&why) ||
		    (config.detach &&
			(!launch_detach(&why) ||
			    !config_load(&config, &line, &why))))
			error_die(&why);
	}
	/* Titles may overwrite the arguments; the program uses a copy. */
	room.at = self_make_room(argc, argv, &room.size);
	spawn_titles(room);
	reload_init(&line);
	if (state == -1)
		start(&config);
	else
		takeover(state);
	good = loop_run();
	clean_up(config_now()->pid_file);
	return good ? EX_OK : EX_OSERR;
}
