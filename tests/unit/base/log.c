/*
 * server/base/log: lines on standard error, which is a pipe here that may be
 * full. Each test is a child, for it takes standard error away.
 */
#include "server/base/log.h"

#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/base/alarms.h"
#include "shared/io.h"
#include "shared/limits.h"
#include "tests/lib/child.h"
#include "tests/lib/filler.h"
#include "tests/lib/pattern.h"
#include "tests/lib/scratch.h"
#include "tests/lib/small_pipe.h"
#include "tests/lib/tap.h"

#define STAMP "*-*-*T*:*:* "

static struct {
	int pipe[2]; /* whose other end is standard error */
	struct buf in; /* what came of it */
	char data[4 * LIMIT_LINE];
} test;

/* Makes a pipe of standard error, which blocks as a terminal does. */
static bool
begin(void)
{
	if (pipe(test.pipe) != 0 || dup2(test.pipe[1], STDERR_FILENO) == -1 ||
	    !io_prepare(test.pipe[0]))
		return false;
	buf_init(&test.in, test.data, sizeof(test.data));
	return alarms_init() && log_init();
}

/* True if just one line has been logged, and it matches. */
static bool
logged(const char *pattern)
{
	char *room;
	const size_t size = buf_room(&test.in, &room);
	const ssize_t count = io_read(test.pipe[0], room, size);
	struct str line;
	bool good;

	buf_filled(&test.in, count > 0 ? (size_t)count : 0);
	if (buf_line(&test.in, &line) != LINE_WHOLE)
		return false;
	good = pattern_matches(pattern, line);
	buf_drop_line(&test.in, line);
	return good;
}

static bool
logged_nothing(void)
{
	struct str line;

	return buf_line(&test.in, &line) == LINE_NONE &&
	    io_read(test.pipe[0], test.data, 1) == IO_AGAIN;
}

static int
writes_lines(void)
{
	if (!begin())
		return 1;
	LOG(STR("javad"), STR(": "), STR("login"));
	if (!logged("javad: login") || !logged_nothing())
		return 2;
	if (!BUF_CAT(log_begin(), STR("ali: "), STR("quit")))
		return 3;
	log_end();
	return logged("ali: quit") && logged_nothing() ? 0 : 4;
}

static int
has_a_time(void)
{
	if (!begin())
		return 1;
	log_configure(false, LOG_TIME_YES);
	LOG(STR("ready"));
	if (!logged(STAMP "ready") || log_verbose())
		return 2;
	log_configure(true, LOG_TIME_AUTO);
	LOG(STR("ready"));
	if (!logged("ready") || !log_verbose())
		return 3; /* this is no terminal */
	log_configure(true, LOG_TIME_NO);
	LOG(STR("ready"));
	return logged("ready") ? 0 : 4;
}

/* What is too long is left out; what is written is one line. */
static int
is_bounded(void)
{
	struct buf *line;

	if (!begin())
		return 1;
	log_configure(false, LOG_TIME_YES);
	LOG(STR("x"), str_from(filler(LIMIT_LINE)));
	if (!logged(STAMP) || !logged_nothing())
		return 2;
	line = log_begin();
	while (BUF_CAT(line, STR("x")))
		continue;
	if (buf_len(line) != LIMIT_LINE - 1)
		return 3;
	log_end();
	if (!logged(STAMP "*"))
		return 4;
	return logged_nothing() ? 0 : 5;
}

/* With nobody reading it goes on, and says later how much was lost. */
static int
never_blocks(void)
{
	if (!begin() || !io_prepare(test.pipe[1]))
		return 1;
	(void)fill_pipe(test.pipe[1]);
	for (int i = 0; i < 1000; i++)
		LOG(STR("lost"));
	log_alarm();
	if (alarms_next() == ALARMS_NEVER)
		return 2;
	(void)drain_pipe(test.pipe[0]);
	log_alarm();
	if (!logged("log: 1000 lines lost") || !logged_nothing())
		return 3;
	(void)fill_pipe(test.pipe[1]);
	LOG(STR("lost"));
	(void)drain_pipe(test.pipe[0]);
	LOG(STR("not lost"));
	if (!logged("log: 1 lines lost") || !logged("not lost"))
		return 4;
	log_alarm();
	return logged_nothing() ? 0 : 5;
}

/* A write to this pipe would block, and the alarm of child_run end it. */
static int
never_blocks_where_it_could(void)
{
	if (!begin())
		return 1;
	for (int i = 0; i < 1000; i++)
		LOG(str_from(filler(1000)));
	if (alarms_next() == ALARMS_NEVER)
		return 2;
	(void)drain_pipe(test.pipe[0]);
	LOG(STR("again"));
	return logged("log: * lines lost") && logged("again") ? 0 : 3;
}

static int
outlives_its_reader(void)
{
	if (!begin())
		return 1;
	io_close(&test.pipe[0]);
	LOG(STR("nobody hears this"));
	return alarms_next() != ALARMS_NEVER ? 0 : 2;
}

/* How large a file may become. */
static bool
limit_files(rlim_t size)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) != 0)
		return false;
	limit.rlim_cur = size;
	return setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

/* A disk that is full in the middle of a line: the next one begins anew. */
static int
outlives_a_full_disk(void)
{
	const int file = scratch_nameless();

	if (!log_init() || dup2(file, STDERR_FILENO) == -1)
		return 1;
	if (!limit_files(5))
		return 2;
	LOG(STR("javad: login"));
	LOG(STR("lost"));
	if (!limit_files(RLIM_INFINITY))
		return 3;
	LOG(STR("ali: login"));
	buf_init(&test.in, test.data, sizeof(test.data));
	test.pipe[0] = file;
	if (lseek(file, 0, SEEK_SET) != 0)
		return 4;
	return logged("javad") && logged("log: 2 lines lost") &&
		logged("ali: login") ?
	    0 :
	    5;
}

int
main(void)
{
	/* Cannot fail for these two. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	TAP_NUM(child_run(writes_lines), 0, "a line is written at once");
	TAP_NUM(child_run(has_a_time), 0, "with a time where it is wanted");
	TAP_NUM(child_run(is_bounded), 0, "and is never longer than a line");
	TAP_NUM(child_run(never_blocks), 0, "lost lines are counted");
	TAP_NUM(child_run(never_blocks_where_it_could), 0,
	    "a full pipe that blocks does not stop it");
	TAP_NUM(child_run(outlives_its_reader), 0, "nor does a closed one");
	TAP_NUM(child_run(outlives_a_full_disk), 0, "nor a full disk");
	return tap_done();
}
