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

#include "net/program.h"
#include "net/wait.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/json.h"
#include "text/plural.h"
#include "text/words/heard.h"

/* Without a limit, a command that runs this long is reported. */
#define LONG_RUN (60 * SEC)

/* Time from TERM to KILL. */
#define LAST_TIME (5 * SEC)

/* Time before a command that could not be begun is tried again. */
#define RETRY_TIME SEC

#define PATH_SIZE 4096

/* A running command. */
struct job {
	pid_t pid;
	char id[LIMIT_ID + 1]; /* of its event */
	int output; /* its output, for reading; or -1 */
	usec due;
	bool ends; /* TERM was sent */
};

static struct {
	struct jobs_options options;
	struct backlog backlog;
	struct job job[JOBS_MOST];
	size_t running;
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
	if (options->words != NULL)
		(void)sigaction(SIGCHLD, &usual, NULL);
}

size_t
jobs_waiting(void)
{
	return jobs.backlog.count;
}

void
jobs_add(size_t rank, struct str line)
{
	backlog_add(&jobs.backlog, rank, line);
}

bool
jobs_done(void)
{
	return jobs.running == 0 && jobs.backlog.count == 0;
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

/* Notes a command that has begun. */
static void
note_begun(pid_t pid, struct str id, int output)
{
	const usec limit = jobs.options.limit;
	struct job *job = &jobs.job[jobs.running++];
	const size_t len = id.len < LIMIT_ID ? id.len : LIMIT_ID;

	*job = (struct job) { .pid = pid,
		.output = output,
		.due = clock_mono() + (limit > 0 ? limit : LONG_RUN) };
	memcpy(job->id, id.at, len);
	if (jobs.options.begun != NULL)
		jobs.options.begun(id);
}

/* Begins the command for the next event; false with errno on failure. */
static bool
begin_next(void)
{
	struct command event;
	struct heard heard;
	int output = jobs.options.keeps ? make_file() : jobs.options.output;
	pid_t pid = -1;

	/* It was parsed on arrival: this cannot fail. */
	(void)grammar_parse(backlog_next(&jobs.backlog), FROM_SERVER, &event);
	(void)heard_take(&heard, &event, STR("")); /* the caller wanted it */
	int input = output != -1 ? make_input(&heard) : -1;
	if (input != -1)
		pid = program_start(&(struct program_start) {
		    .words = jobs.options.words,
		    .fd = { input, output > 0 ? output : -1, -1 },
		    .place = PROGRAM_GROUP,
		    .heard = &heard,
		    .server = jobs.options.server,
		});
	io_close(&input);
	if (!jobs.options.keeps)
		output = -1;
	if (pid == -1) {
		io_close(&output);
		return false;
	}
	note_begun(pid, event.arg[0], output);
	backlog_drop(&jobs.backlog);
	return true;
}

static void
begin_more(void)
{
	while (jobs.running < jobs.options.most && jobs.backlog.count > 0 &&
	    clock_mono() >= jobs.retry) {
		if (begin_next()) {
			jobs.retry = 0;
			continue;
		}
		if (jobs.retry == 0)
			complain("cannot run a command: %s; trying again",
			    strerror(errno));
		jobs.retry = clock_mono() + RETRY_TIME;
	}
}

static bool
is_good(int status)
{
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Tells of an end that is no success, and passes it on. */
static void
note_end(struct job *job, int status)
{
	const char *what = jobs.options.what;
	char how[PROGRAM_HOW];
	const bool normal = is_good(status) ||
	    (jobs.options.one_is_normal && WIFEXITED(status) &&
		WEXITSTATUS(status) == 1);
	const struct jobs_end end = { str_from(job->id), is_good(status),
		status, job->output };

	jobs.failed = jobs.failed || !normal;
	if (!normal)
		complain("command for %s %s: %s", what, job->id,
		    program_how(status, how));
	if (job->output != -1)
		(void)lseek(job->output, 0, SEEK_SET); /* it is a file */
	if (jobs.options.ended != NULL)
		jobs.options.ended(&end);
	else
		io_close(&job->output);
}

/* Removes jobs that have ended from the list, which has no order. */
static void
reap(void)
{
	int status;

	for (size_t i = jobs.running; i > 0; i--) {
		struct job *job = &jobs.job[i - 1];
		if (waitpid(job->pid, &status, WNOHANG) != job->pid)
			continue;
		note_end(job, status);
		*job = jobs.job[--jobs.running];
	}
}

/*
 * Handles a job whose time is up: sends TERM, and later KILL; without a limit,
 * only reports it.
 */
static void
hurry(struct job *job)
{
	const double limit = (double)jobs.options.limit / (double)SEC;

	if (job->ends) {
		(void)kill(-job->pid, SIGKILL); /* it may just have gone */
		job->due = WAIT_FOR_EVER;
	} else if (limit > 0) {
		complain("command for %s %s: timed out after %.3g s",
		    jobs.options.what, job->id, limit);
		(void)kill(-job->pid, SIGTERM);
		job->ends = true;
		job->due = clock_mono() + LAST_TIME;
	} else {
		complain("command for %s %s: still running after %.3g s",
		    jobs.options.what, job->id, (double)LONG_RUN / (double)SEC);
		job->due = WAIT_FOR_EVER;
	}
}

void
jobs_tend(void)
{
	const usec now = clock_mono();

	reap();
	for (size_t i = 0; i < jobs.running; i++)
		if (jobs.job[i].due <= now)
			hurry(&jobs.job[i]);
	begin_more();
}

usec
jobs_due(void)
{
	usec due = jobs.backlog.count > 0 && jobs.retry > 0 ? jobs.retry :
							      WAIT_FOR_EVER;

	for (size_t i = 0; i < jobs.running; i++)
		if (jobs.job[i].due < due)
			due = jobs.job[i].due;
	return due;
}

void
jobs_forget(void)
{
	backlog_free(&jobs.backlog);
}

void
jobs_abandon(void)
{
	const size_t count = jobs.backlog.count;

	for (size_t i = 0; i < jobs.running; i++)
		(void)kill(-jobs.job[i].pid, SIGTERM);
	if (count > 0)
		complain("%zu %s%s not run", count, jobs.options.what,
		    plural(count, "", "s"));
	jobs_forget();
}

struct backlog_item {
	struct backlog_item *next;
	size_t len;
	char line[]; /* of len bytes */
};

void
backlog_add(struct backlog *backlog, size_t rank, struct str line)
{
	struct backlog_rank *queue =
	    &backlog->rank[rank < BACKLOG_RANKS ? rank : BACKLOG_RANKS - 1];
	struct backlog_item *item = malloc(sizeof(*item) + line.len);

	if (item == NULL)
		die_errno(EX_OSERR, "no memory for a message");
	item->next = NULL;
	item->len = line.len;
	memcpy(item->line, line.at, line.len);
	if (queue->last != NULL)
		queue->last->next = item;
	else
		queue->first = item;
	queue->last = item;
	backlog->count++;
}

/* Returns the first rank with a waiting event. There must be one. */
static size_t
first_rank(const struct backlog *backlog)
{
	size_t rank = 0;

	while (backlog->rank[rank].first == NULL)
		rank++;
	return rank;
}

struct str
backlog_next(const struct backlog *backlog)
{
	if (backlog->count == 0)
		return (struct str) { NULL, 0 };
	const struct backlog_item *item =
	    backlog->rank[first_rank(backlog)].first;
	return (struct str) { item->line, item->len };
}

void
backlog_drop(struct backlog *backlog)
{
	struct backlog_rank *queue = &backlog->rank[first_rank(backlog)];
	struct backlog_item *item = queue->first;

	queue->first = item->next;
	if (queue->first == NULL)
		queue->last = NULL;
	backlog->count--;
	free(item);
}

void
backlog_free(struct backlog *backlog)
{
	while (backlog->count > 0)
		backlog_drop(backlog);
}
