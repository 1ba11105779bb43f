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

#include "net/wait.h"
#include "session/spawn.h"
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
	size_t page_ends; /* so many may wait, if more than JOBS_WAITING */
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

bool
jobs_have_room(void)
{
	return jobs.backlog.count < JOBS_WAITING ||
	    jobs.backlog.count < jobs.page_ends;
}

void
jobs_make_room(size_t page)
{
	const size_t now = jobs.backlog.count + JOBS_WAITING / 2;

	if (page > 0)
		jobs.page_ends = page + JOBS_WAITING;
	else if (jobs.page_ends > now)
		jobs.page_ends = now;
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

/* Appends the command's input: the event's text, or the event as JSON. */
static void
put_input(struct buf *to, const struct heard *heard)
{
	const struct command *event = &heard->event;
	const enum arg last = event->rule->args[event->count - 1];
	const bool text = last == ARG_TEXT || last == ARG_TOPIC;

	if (jobs.options.json)
		json_event(to, heard);
	else
		(void)BUF_CAT(to, text ? event->arg[event->count - 1] : STR(""),
		    STR("\n"));
}

/*
 * Opens the path for reading; -1 with errno. The path must still lead to the
 * open file: in a shared TMPDIR somebody may have replaced it.
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
 * Makes a new file and unlinks it; -1 with errno. Unless again is null, *again
 * becomes a second descriptor for reading, with an offset of its own.
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
	(void)unlink(path); /* else it stays: harmless, but untidy */
	if (fcntl(fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    (again != NULL && *again == -1))
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
	struct buf input;
	int fd = make_file(NULL);

	buf_init(&input, memory, sizeof(memory));
	put_input(&input, heard);
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
	(void)setpgid(pid, pid); /* the child does this too */
	if (jobs.options.begun != NULL)
		jobs.options.begun(id);
}

/* Starts the command for an event; returns its process, -1 with errno. */
static pid_t
jobs_start(const struct heard *heard, int output)
{
	int input = make_input(heard);
	const struct spawn spawn = {
		.words = jobs.options.words,
		.server = jobs.options.server,
		.event = &heard->event,
		.kind = heard->kind,
		.account = heard->account,
		.fd = { input, output, -1 },
	};
	const pid_t pid = input != -1 ? fork() : -1;

	if (pid == 0)
		spawn_become(&spawn);
	io_close(&input);
	return pid;
}

/* Begins the command for the next event; false with errno on failure. */
static bool
begin_next(void)
{
	const bool keeps = jobs.options.keeps;
	struct command event;
	struct heard heard;
	int printed = -1;
	int output = keeps ? make_file(&printed) : -1;
	pid_t pid = -1;

	/* It was parsed on arrival: this cannot fail. */
	(void)grammar_parse(backlog_next(&jobs.backlog), FROM_SERVER, &event);
	(void)heard_take(&heard, &event, STR("")); /* the caller wanted it */
	if (!keeps || output != -1)
		pid = jobs_start(&heard,
		    jobs.options.output > 0 ? jobs.options.output : output);
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

/* Returns whether the command has ended as its page says that it may. */
static bool
is_normal(int status)
{
	return is_good(status) ||
	    (jobs.options.one_is_normal && WIFEXITED(status) &&
		WEXITSTATUS(status) == 1);
}

static void
tell_status(const struct job *job, int status)
{
	const bool normal = is_normal(status);

	jobs.failed = jobs.failed || !normal;
	if (normal && !jobs.options.tells_all)
		return;
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
		status, job->output };

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
		tell_status(job, status);
		pass_on(job, status);
		*job = jobs.job[--jobs.running];
	}
}

/* Signals the command's whole process group, which may just have gone. */
static void
end_job(const struct job *job, int signal)
{
	(void)kill(-job->pid, signal);
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
