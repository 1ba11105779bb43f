/* The bell and the person's command: see notify.h. */
#include "chat/core/notify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "conf/spawn.h"
#include "net/program.h"
#include "net/wait.h"
#include "shared/buf.h"
#include "shared/names.h"

#define PAUSE SEC
#define SLOW (60 * SEC)

/*
 * Limits of the time until a running command is checked again, which is a
 * quarter of the time that it has run.
 */
#define LOOK_LEAST (50 * MSEC)
#define LOOK_MOST (5 * SEC)

void
notify_begin(struct notify *notify)
{
	*notify = (struct notify) {
		.pause = PAUSE,
		.slow = SLOW,
	};
}

void
notify_add(struct notify *notify, const char *command, const char *server,
    const char *via, const struct command *event)
{
	struct str words[1 + GRAMMAR_ARGS];
	struct buf line;

	if (command == NULL)
		return;
	words[0] = event->rule->word;
	for (size_t i = 0; i < event->count; i++)
		words[1 + i] = event->rule->args[i] == ARG_AUDIENCE ?
		    audience_group(event->arg[i]) :
		    event->arg[i];
	buf_init(&line, notify->line, sizeof(notify->line));
	if (!buf_say(&line, words, 1 + event->count))
		return;
	notify->len = buf_len(&line) - 1;
	notify->command = command;
	notify->server = server;
	notify->via = via;
	notify->count++;
}

/* Returns the event's last argument, if that is a text. */
static struct str
text_of(const struct command *event)
{
	const size_t count = event->count;
	const enum arg last =
	    count > 0 ? event->rule->args[count - 1] : ARG_NONE;

	if (last != ARG_TEXT && last != ARG_TOPIC)
		return STR("");
	return event->arg[count - 1];
}

/* Runs the command, in the child. */
static noreturn void
become(const struct notify *notify, const struct command *event)
{
	char shell[] = "/bin/sh", option[] = "-c";
	/* execvp takes char *, but changes nothing. */
	union {
		const char *constant;
		char *word;
	} command = { .constant = notify->command };
	char *const words[] = { shell, option, command.word, NULL };
	const int nothing = open("/dev/null", O_RDWR);
	const struct spawn spawn = {
		.words = words,
		.server = notify->server,
		.event = event,
		.text = text_of(event),
		.count = notify->count,
		.fd = { nothing, nothing, nothing },
		.alone = true,
	};

	if (nothing == -1 || !program_tell_via(notify->via))
		_exit(SPAWN_FAILED);
	spawn_become(&spawn);
}

/* Returns when to check the running command next. */
static usec
next_check_time(const struct notify *notify, usec now)
{
	const usec part = (now - notify->begun) / 4;

	if (part < LOOK_LEAST)
		return now + LOOK_LEAST;
	return now + (part < LOOK_MOST ? part : LOOK_MOST);
}

/* Runs the command for the waiting events. Returns null, or what is wrong. */
static const char *
notify_start(struct notify *notify, usec now)
{
	struct command event;

	/* It was parsed on arrival: this cannot fail. */
	(void)grammar_parse(
	    (struct str) { notify->line, notify->len }, FROM_SERVER, &event);
	const pid_t pid = fork();
	if (pid == 0)
		become(notify, &event);
	notify->begun = now;
	notify->count = 0;
	notify->slow_told = false;
	if (pid == -1) {
		(void)snprintf(notify->said, sizeof(notify->said),
		    "notify: cannot run it: %s", strerror(errno));
		return notify->said;
	}
	notify->pid = pid;
	notify->next_check = next_check_time(notify, now);
	return NULL;
}

/* Returns null, or what to tell about the command's end. */
static const char *
notify_end(struct notify *notify, int status)
{
	const bool before = notify->failed;

	notify->pid = 0;
	notify->failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	if (!notify->failed || before)
		return NULL;
	if (WIFSIGNALED(status))
		(void)snprintf(notify->said, sizeof(notify->said),
		    "notify: killed by signal %d", WTERMSIG(status));
	else
		(void)snprintf(notify->said, sizeof(notify->said),
		    "notify: exit status %d", WEXITSTATUS(status));
	return notify->said;
}

/* Returns null, or what to tell about the running command. */
static const char *
poll_command(struct notify *notify, usec now)
{
	int status = 0;
	const pid_t pid = waitpid(notify->pid, &status, WNOHANG);

	/*
	 * Where SIGCHLD is ignored there is no status, but the command has
	 * ended.
	 */
	if (pid != 0)
		return notify_end(notify, status);
	notify->next_check = next_check_time(notify, now);
	if (notify->slow_told || now < notify->begun + notify->slow)
		return NULL;
	notify->slow_told = true;
	(void)snprintf(notify->said, sizeof(notify->said),
	    "notify: still running after %llu s; no other begins before it "
	    "ends",
	    (unsigned long long)((now - notify->begun) / SEC));
	return notify->said;
}

/* Returns when the next command may begin. */
static usec
may_begin(const struct notify *notify)
{
	return notify->begun == 0 ? 0 : notify->begun + notify->pause;
}

const char *
notify_check(struct notify *notify, usec now)
{
	const char *said = NULL;

	if (notify->pid != 0 && now >= notify->next_check)
		said = poll_command(notify, now);
	if (said == NULL && notify->pid == 0 && notify->count > 0 &&
	    now >= may_begin(notify))
		said = notify_start(notify, now);
	return said;
}

usec
notify_due(const struct notify *notify)
{
	if (notify->pid != 0)
		return notify->next_check;
	return notify->count > 0 ? may_begin(notify) : WAIT_FOR_EVER;
}

bool
bell_rings(struct bell *bell, usec now)
{
	if (bell->rung != 0 && now - bell->rung < BELL_PAUSE)
		return false;
	bell->rung = now;
	return true;
}
