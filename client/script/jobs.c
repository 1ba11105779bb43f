/* The commands of forkcast listen -x and forkcast work: see jobs.h. */
#include "script/jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "session/spawn.h"
#include "session/wait.h"
#include "shared/die.h"
#include "shared/io.h"
#include "text/json.h"
#include "text/plural.h"

/* After so long a run it is told of, if there is no limit. */
#define LONG_RUN (60 * SEC)

/* From TERM to KILL. */
#define LAST_TIME (5 * SEC)

/* Until a command that could not be begun is tried again. */
#define RETRY_TIME SEC

#define PATH_SIZE 4096

/* A command that runs: what is to be done next to it, and when. */
struct job {
	pid_t pid;
	char id[LIMIT_ID + 1]; /* of its message */
	int output; /* what it has printed, for reading; or -1 */
	usec due;
	bool ends; /* it was told to */
};

static struct {
	struct jobs_options options;
	struct backlog backlog;
	struct job job[JOBS_MOST];
	size_t running;
	usec retry; /* when one may be begun again; 0: now */
	bool failed;
} jobs;

void
jobs_begin(const struct jobs_options *options)
{
	const struct sigaction usual = { .sa_handler = SIG_DFL };

	jobs.options = *options;
	/* One that is ignored would end unseen; CHLD exists. */
	if (options->words != NULL)
		(void)sigaction(SIGCHLD, &usual, NULL);
}

bool
jobs_have_room(void)
{
	return jobs.backlog.count < JOBS_WAITING;
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

/* What the command reads: the text of the event, or all of it. */
static void
put_input(struct buf *to, const struct command *event)
{
	const enum arg last = event->rule->args[event->count - 1];
	const bool text = last == ARG_TEXT || last == ARG_TOPIC;

	if (jobs.options.json)
		json_event(to, event);
	else
		(void)BUF_CAT(to, text ? event->arg[event->count - 1] : STR(""),
		    STR("\n"));
}

/*
 * For reading, or -1 with errno: what is there now must be that file, for where
 * TMPDIR is everybody's somebody may have put another in its place.
 */
static int
open_again(const char *path, int file)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat is, wanted;

	if (fd != -1 && fstat(fd, &is) == 0 && fstat(file, &wanted) == 0 &&
	    is.st_dev == wanted.st_dev && is.st_ino == wanted.st_ino)
		return fd;
	if (fd != -1)
		errno = EPERM;
	io_close(&fd);
	return -1;
}

/*
 * A new file that has no name any more, or -1 with errno. *again is the same
 * file for reading, from its beginning, whatever is written meanwhile; null:
 * that is not wanted.
 */
static int
make_file(int *again)
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
	if (again != NULL)
		*again = open_again(path, fd);
	(void)unlink(path); /* or it stays: no harm but to order */
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    (again != NULL && *again == -1))
		io_close(&fd);
	return fd;
}

/*
 * The command's standard input, or -1 with errno. A file: a pipe may hold less
 * than a message that is mostly escapes, and we do not wait for its reader.
 */
static int
make_input(const struct command *event)
{
	static char memory[JSON_ROOM];
	struct buf input;
	int fd = make_file(NULL);

	buf_init(&input, memory, sizeof(memory));
	put_input(&input, event);
	const struct str text = buf_str(&input);
	if (fd != -1 &&
	    (!io_write_all(fd, text.at, text.len) ||
		lseek(fd, 0, SEEK_SET) == -1))
		io_close(&fd);
	return fd;
}

/* Remembers a command that has begun. */
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
	(void)setpgid(pid, pid); /* the child does it too */
	if (jobs.options.begun != NULL)
		jobs.options.begun(id);
}

/* The process that has just become the command for the event; -1 with errno. */
static pid_t
jobs_start(const struct command *event, int output)
{
	int input = make_input(event);
	const struct spawn spawn = {
		.words = jobs.options.words,
		.server = jobs.options.server,
		.event = event,
		.fd = { input, output, -1 },
	};
	const pid_t pid = input != -1 ? fork() : -1;

	if (pid == 0)
		spawn_become(&spawn);
	io_close(&input);
	return pid;
}

/* Begins the command for what is next; false with errno if it cannot. */
static bool
begin_next(void)
{
	const bool keeps = jobs.options.keeps;
	struct command event;
	int printed = -1;
	int output = keeps ? make_file(&printed) : -1;
	pid_t pid = -1;

	/* It was parsed when it came: this cannot fail. */
	(void)grammar_parse(backlog_next(&jobs.backlog), FROM_SERVER, &event);
	if (!keeps || output != -1)
		pid = jobs_start(&event, output);
	io_close(&output);
	if (pid == -1) {
		io_close(&printed);
		return false;
	}
	note_begun(pid, event.arg[0], printed);
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

static void
tell_status(const struct job *job, int status)
{
	if (is_good(status))
		return;
	jobs.failed = true;
	if (WIFSIGNALED(status))
		complain("command for %s %s: killed by signal %d",
		    jobs.options.what, job->id, WTERMSIG(status));
	else
		complain("command for %s %s: exit status %d", jobs.options.what,
		    job->id, WEXITSTATUS(status));
}

static void
pass_on(struct job *job, int status)
{
	const struct jobs_end end = { str_from(job->id), is_good(status),
		job->output };

	if (jobs.options.ended != NULL)
		jobs.options.ended(&end);
	else
		io_close(&job->output);
}

/* Takes those that have ended out of the list, whose order does not matter. */
static void
reap(void)
{
	int status;

	for (size_t i = jobs.running; i > 0; i--) {
		struct job *job = &jobs.job[i - 1];
		if (waitpid(job->pid, &status, WNOHANG) != job->pid)
			continue;
		tell_status(job, status);
		pass_on(job, status);
		*job = jobs.job[--jobs.running];
	}
}

/* The command and all in its process group. It may be gone just now. */
static void
end_job(const struct job *job, int signal)
{
	(void)kill(-job->pid, signal);
}

/* Its time is up, in whatever state it is. */
static void
hurry(struct job *job)
{
	const double limit = (double)jobs.options.limit / (double)SEC;

	if (job->ends) {
		end_job(job, SIGKILL);
		job->due = WAIT_FOR_EVER;
	} else if (limit > 0) {
		complain("command for %s %s: timed out after %.3g s",
		    jobs.options.what, job->id, limit);
		end_job(job, SIGTERM);
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
		end_job(&jobs.job[i], SIGTERM);
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

/* The first rank in which something waits; there is one. */
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
