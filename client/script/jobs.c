/* The commands of forkcast listen -x and forkcast work: see jobs.h. */
#include "script/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "shared/die.h"
#include "shared/io.h"
#include "system/program.h"
#include "system/signals.h"
#include "text/json.h"
#include "text/plural.h"
#include "text/words/heard.h"

/* Time from TERM to KILL. */
#define LAST_TIME (5 * SEC)

/* Time before a command that could not be begun is tried again. */
#define RETRY_TIME SEC

#define PATH_SIZE 4096

/* An event that waits, or for which a command runs. */
struct event {
	struct event *next;
	struct str id; /* in the line */
	size_t len;
	char line[]; /* of len bytes */
};

/* The running command. */
struct job {
	pid_t pid; /* or 0: none runs */
	struct event *event;
	int output; /* its output, for reading; or -1 */
	usec due;
	bool ends; /* TERM was sent */
};

static struct {
	struct jobs_options options;
	struct event *first, *last; /* that wait */
	size_t waiting;
	struct job job;
	usec retry; /* no command begins before; 0: none is held up */
	bool failed;
} jobs;

void
jobs_begin(const struct jobs_options *options)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	jobs.options = *options;
	/*
	 * If SIGCHLD were ignored, a child's end would go unseen. This cannot
	 * fail, because the signal exists.
	 */
	(void)sigaction(SIGCHLD, &usual, NULL);
}

size_t
jobs_waiting(void)
{
	return jobs.waiting;
}

bool
jobs_has(struct str id)
{
	const struct event *event = jobs.first;

	while (event != NULL && !str_eq(event->id, id))
		event = event->next;
	return event != NULL;
}

void
jobs_add(struct str line)
{
	struct event *event = malloc(sizeof(*event) + line.len);

	if (event == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	event->next = NULL;
	event->len = line.len;
	memcpy(event->line, line.at, line.len);
	line.at = event->line;
	(void)str_word(&line); /* its verb */
	event->id = str_word(&line);
	if (jobs.first != NULL)
		jobs.last->next = event;
	else
		jobs.first = event;
	jobs.last = event;
	jobs.waiting++;
}

/* Takes the first event out of the queue; there must be one. */
static struct event *
take_first(void)
{
	struct event *event = jobs.first;

	jobs.first = event->next;
	jobs.waiting--;
	return event;
}

/* Parses the line again: it was parsed on arrival, so that cannot fail. */
static void
parse(const struct event *event, struct command *command)
{
	(void)grammar_parse(
	    (struct str) { event->line, event->len }, FROM_SERVER, command);
}

bool
jobs_done(void)
{
	return jobs.job.pid == 0 && jobs.waiting == 0;
}

bool
jobs_failed(void)
{
	return jobs.failed;
}

/* Makes a new file, unlinked and for appending; -1 with errno. */
static int
make_file(void)
{
	const char *directory = getenv("TMPDIR");
	char path[PATH_SIZE];
	const int len = snprintf(path, sizeof(path), "%s/forkcast-XXXXXX",
	    directory != NULL && *directory != '\0' ? directory : "/tmp");

	if (len < 0 || (size_t)len >= sizeof(path)) {
		errno = ENAMETOOLONG;
		return -1;
	}
	int fd = mkstemp(path);
	if (fd == -1)
		return -1;
	(void)unlink(path); /* else it stays: harmless, but untidy */
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    fcntl(fd, F_SETFL, O_APPEND) == -1)
		io_close(&fd);
	return fd;
}

/*
 * Makes the command's standard input; -1 with errno. It is a file: a pipe may
 * hold less than a message that is mostly escapes, and we do not wait for its
 * reader.
 */
static int
make_input(const struct heard *heard)
{
	static char memory[JSON_ROOM];
	const struct command *event = &heard->event;
	const enum arg last = event->rule->args[event->count - 1];
	struct buf input;
	int fd = make_file();

	buf_init(&input, memory, sizeof(memory));
	if (jobs.options.json)
		json_event(&input, heard);
	else
		(void)BUF_CAT(&input,
		    last == ARG_TEXT || last == ARG_TOPIC ?
			event->arg[event->count - 1] :
			STR(""),
		    STR("\n")); /* there is room */
	const struct str text = buf_str(&input);
	if (fd != -1 &&
	    (!io_write_all(fd, text.at, text.len) ||
		lseek(fd, 0, SEEK_SET) == -1))
		io_close(&fd);
	return fd;
}

/* Begins the command for the first event; false with errno on failure. */
static bool
begin_next(void)
{
	const usec limit = jobs.options.limit;
	int output = jobs.options.keeps ? make_file() : jobs.options.output;
	struct command event;
	struct heard heard;
	pid_t pid = -1;

	parse(jobs.first, &event);
	(void)heard_take(&heard, &event, STR("")); /* the caller wanted it */
	int input = output != -1 ? make_input(&heard) : -1;
	if (input != -1)
		pid = program_start(&(struct program_start) {
		    .words = jobs.options.words,
		    .line = jobs.options.line,
		    .fd = { input, output > 0 ? output : -1, -1 },
		    .place = PROGRAM_GROUP,
		    .heard = &heard,
		});
	io_close(&input);
	if (!jobs.options.keeps)
		output = -1;
	if (pid == -1) {
		io_close(&output);
		return false;
	}
	jobs.job = (struct job) { .pid = pid,
		.event = take_first(),
		.output = output,
		.due = limit > 0 ? clock_mono() + limit : WAIT_FOR_EVER };
	return true;
}

/* Tells of an end that is no success, and passes it on. */
static void
note_end(struct job *job, int status)
{
	const struct str id = job->event->id;
	const bool exited = WIFEXITED(status);
	char how[PROGRAM_HOW];
	struct command event;
	const struct jobs_end end = { .event = &event,
		.good = exited && WEXITSTATUS(status) == 0,
		.status = status,
		.output = job->output };

	const bool normal = end.good ||
	    (jobs.options.one_is_normal && exited && WEXITSTATUS(status) == 1);
	jobs.failed = jobs.failed || !normal;
	if (!normal)
		complain("command for %s %.*s: %s", jobs.options.what,
		    (int)id.len, id.at, program_how(status, how));
	if (job->output != -1)
		(void)lseek(job->output, 0, SEEK_SET); /* it is a file */
	parse(job->event, &event);
	jobs.options.ended(&end);
	free(job->event);
}

/* Handles a job whose time is up: sends TERM, and later KILL. */
static void
hurry(struct job *job)
{
	if (job->ends) {
		(void)kill(-job->pid, SIGKILL); /* it may just have gone */
		job->due = WAIT_FOR_EVER;
		return;
	}
	complain("command for %s %.*s: timed out after %.3g s",
	    jobs.options.what, (int)job->event->id.len, job->event->id.at,
	    (double)jobs.options.limit / (double)SEC);
	(void)kill(-job->pid, SIGTERM);
	job->ends = true;
	job->due = clock_mono() + LAST_TIME;
}

void
jobs_tend(void)
{
	struct job *job = &jobs.job;
	int status;

	if (job->pid != 0 && waitpid(job->pid, &status, WNOHANG) == job->pid) {
		note_end(job, status);
		job->pid = 0;
	} else if (job->pid != 0 && job->due <= clock_mono()) {
		hurry(job);
	}
	if (job->pid != 0 || jobs.waiting == 0 || clock_mono() < jobs.retry)
		return;
	if (begin_next()) {
		jobs.retry = 0;
		return;
	}
	if (jobs.retry == 0)
		complain(
		    "cannot run a command: %s; trying again", strerror(errno));
	jobs.retry = clock_mono() + RETRY_TIME;
}

usec
jobs_due(void)
{
	if (jobs.job.pid != 0)
		return jobs.job.due;
	return jobs.waiting > 0 ? jobs.retry : WAIT_FOR_EVER;
}

void
jobs_forget(void)
{
	while (jobs.waiting > 0)
		free(take_first());
}

void
jobs_abandon(void)
{
	const size_t count = jobs.waiting;

	if (jobs.job.pid != 0)
		(void)kill(-jobs.job.pid, SIGTERM);
	if (count > 0)
		complain("%zu %s%s not run", count, jobs.options.what,
		    plural(count, "", "s"));
	jobs_forget();
}
