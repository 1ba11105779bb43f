/* The router without processes: see stage.h. */
#include "stage.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "server/accept/spawn.h"
#include "server/base/log/log.h"
#include "server/base/loop/ticks.h"
#include "server/base/loop/watch.h"
#include "server/base/state/module.h"
#include "server/base/system/files.h"
#include "server/loop.h"
#include "server/router/model/clients.h"
#include "server/router/model/slots.h"
#include "server/upgrade/handover.h"
#include "shared/io.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"

static struct {
	int log; /* what is read here was written to standard error */
	struct buf in;
	char data[4 * LIMIT_LINE];
} stage;

static void
begin_log(void)
{
	int fd[2];

	MUST(io_pipe(fd) && dup2(fd[1], STDERR_FILENO) != -1,
	    "cannot begin a log");
	io_close(&fd[1]);
	stage.log = fd[0];
	buf_init(&stage.in, stage.data, sizeof(stage.data));
}

void
stage_configure(const struct config_option *options)
{
	/* Puppets may be as fast as they like, if the test does not mind. */
	struct config_command_line line = { .option = { { "line_rate", "0" },
						{ "byte_rate", "0" },
						{ "change_rate", "0" } },
		.count = 3 };
	struct config config;
	struct error why;

	for (size_t i = 0; options[i].key != NULL; i++)
		line.option[line.count++] = options[i];
	MUST(config_load(&config, &line, &why), "%s", why.text);
	conns_counts()->max = config.max_clients;
	log_configure(LOG_TIME_NO);
	config_use(&config);
	FOR_EACH_SLOT(number)
		slots_resume(number); /* its rate may be another */
}

void
stage_begin(const struct config_option *options)
{
	(void)signal(SIGPIPE, SIG_IGN); /* cannot fail for SIGPIPE */
	begin_log();
	MUST(modules_init(), "no memory for the router");
	pace(SEC); /* the time 0 means that nothing waits */
	ticks_advance(SEC);
	MUST(spawn_init(), "no bell");
	watch_bell(-1, -1);
	stage_configure(options);
}

int
stage_save(void)
{
	const struct handover handover = { .version = "0" };
	const int object = file_memfd("state");
	struct state state;

	MUST(object != -1 && handover_save(&state, object, &handover) &&
		state_keep_open(&state, true) && fcntl(object, F_SETFD, 0) == 0,
	    "cannot save it: %s", state.why.text);
	state_free(&state);
	return object;
}

void
stage_load(int object)
{
	struct handover handover;
	struct state state;

	begin_log();
	MUST(modules_init(), "no memory for the router");
	MUST(handover_begin(&state, object, &handover) &&
		handover_load(&state) && state_keep_open(&state, false),
	    "cannot load it: %s", state.why.text);
	state_free(&state);
	io_close(&object);
	watch_bell(-1, -1);
}

void
stage_turn_once(void)
{
	MUST(watch_wait(clock_mono(), 0), "cannot select");
	ticks_advance(0);
	loop_begin_turn();
	loop_end_turn();
}

void
stage_turn(void)
{
	stage_turn_once();
	loop_end_turn();
}

void
pace_turns(usec time)
{
	stage_turn();
	for (usec part; time > 0; time -= part) {
		part = time < TICKS_GAP ? time : TICKS_GAP;
		pace(part);
		stage_turn();
	}
}

/* The next line of the log; false if there is none. */
static bool
next_line(struct str *line)
{
	char *room;
	size_t size;
	ssize_t count;

	if (buf_line(&stage.in, line) == LINE_WHOLE)
		return true;
	size = buf_room(&stage.in, &room);
	count = io_read(stage.log, room, size);
	buf_filled(&stage.in, count > 0 ? (size_t)count : 0);
	return buf_line(&stage.in, line) == LINE_WHOLE;
}

bool
stage_logged(const char *pattern)
{
	bool found = false;
	struct str line;

	while (next_line(&line)) {
		found = found || pattern_matches(pattern, line);
		buf_drop_line(&stage.in, line);
	}
	return found;
}

void
stage_forget_log(void)
{
	(void)stage_logged("");
}
