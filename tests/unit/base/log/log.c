/*
 * server/base/log/log: lines on standard error, which is a pipe here that may
 * be full. Each test is a child, for it takes standard error away.
 */
#include "server/base/log/log.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/base/log/stats.h"
#include "server/base/loop/alarms.h"
#include "server/base/state/module.h"
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
	return modules_init();
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
	LOG(STR("{name}: {event:login} from {}{}"), STR("{javad}"), STR("here"),
	    DECIMAL(7));
	if (!logged("{javad}: login from here7") || !logged_nothing())
		return 2;
	if (!BUF_CAT(log_begin(LEVEL_INFO), STR("ali: "), STR("quit")))
		return 3;
	log_end();
	return logged("ali: quit") && logged_nothing() ? 0 : 4;
}

static int
has_a_time(void)
{
	if (!begin())
		return 1;
	log_configure(false, LOG_TIME_YES, LOG_FORMAT_TEXT);
	LOG(STR("ready"));
	if (!logged(STAMP "ready") || log_verbose())
		return 2;
	log_configure(true, LOG_TIME_AUTO, LOG_FORMAT_TEXT);
	LOG(STR("ready"));
	if (!logged("ready") || !log_verbose())
		return 3; /* this is no terminal */
	log_configure(true, LOG_TIME_NO, LOG_FORMAT_TEXT);
	LOG(STR("ready"));
	return logged("ready") ? 0 : 4;
}

/* A line that is too long is cut; each entry is one line. */
static int
is_bounded(void)
{
	struct buf *line;

	if (!begin())
		return 1;
	log_configure(false, LOG_TIME_YES, LOG_FORMAT_TEXT);
	LOG(STR("x{}"), str_from(filler(LIMIT_LINE)));
	if (!logged(STAMP) || !logged_nothing())
		return 2;
	line = log_begin(LEVEL_INFO);
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
	modules_alarm(ALARM_LOG);
	if (alarms_next() == ALARMS_NEVER)
		return 2;
	(void)drain_pipe(test.pipe[0]);
	modules_alarm(ALARM_LOG);
	if (!logged("log: 1000 lines lost") || !logged_nothing())
		return 3;
	(void)fill_pipe(test.pipe[1]);
	LOG(STR("lost"));
	(void)drain_pipe(test.pipe[0]);
	LOG(STR("not lost"));
	if (!logged("log: 1 lines lost") || !logged("not lost"))
		return 4;
	modules_alarm(ALARM_LOG);
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

	log_init();
	if (dup2(file, STDERR_FILENO) == -1)
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

/* As systemd hands standard error over, and to it alone. */
static int
has_a_priority(void)
{
	char stream[64];
	struct stat info;

	if (!begin() || fstat(STDERR_FILENO, &info) != 0)
		return 1;
	(void)snprintf(stream, sizeof(stream), "%llu:%llu",
	    (unsigned long long)info.st_dev, (unsigned long long)info.st_ino);
	if (setenv("JOURNAL_STREAM", stream, 1) != 0)
		return 2;
	log_init();
	LOG_AT(LEVEL_ERR, STR("broken"));
	LOG(STR("javad: login"));
	if (!logged("<3>broken") || !logged("<6>javad: login"))
		return 3;
	log_configure(false, LOG_TIME_YES, LOG_FORMAT_TEXT);
	LOG_AT(LEVEL_WARNING, STR("full"));
	if (!logged("<4>" STAMP "full"))
		return 4;
	log_configure(false, LOG_TIME_NO, LOG_FORMAT_JSON);
	LOG_AT(LEVEL_NOTICE, STR("ready"));
	if (!logged("<5>{\"time\":*,\"text\":\"ready\"}"))
		return 5;
	log_configure(false, LOG_TIME_NO, LOG_FORMAT_TEXT);
	(void)snprintf(
	    stream, sizeof(stream), "%llu:1", (unsigned long long)info.st_dev);
	for (int i = 0; i < 2; i++) {
		if (setenv("JOURNAL_STREAM", i == 0 ? stream : "1:1", 1) != 0)
			return 6;
		log_init();
		LOG(STR("ready"));
		if (!logged("ready") || !logged_nothing())
			return 7;
	}
	return 0;
}

/* A line whose pieces have names is the same as text. */
static void
log_named_pieces(struct str name, struct str number)
{
	LOG_AT(LEVEL_WARNING, STR("{name}: {event:went} with {#items} items"),
	    name, number);
}

#define HEAD "{\"time\":\"*Z\",\"level\":\"warning\","

static int
has_names_in_json(void)
{
	if (!begin())
		return 1;
	log_named_pieces(STR("javad"), STR("12"));
	if (!logged("javad: went with 12 items"))
		return 2;
	log_configure(false, LOG_TIME_YES, LOG_FORMAT_JSON);
	log_named_pieces(STR("javad"), STR("12"));
	if (!logged(
		HEAD "\"event\":\"went\",\"name\":\"javad\","
		     "\"items\":12,\"text\":\"javad: went with 12 items\"}"))
		return 3;
	log_named_pieces(STR("a\",\"b\\"), STR("-1"));
	if (!logged(
		HEAD "\"event\":\"went\",\"name\":\"a\\\",\\\"b\\\\\","
		     "\"items\":\"-1\",\"text\":\"a\\\",\\\"b\\\\: went ..."))
		return 4;
	LOG_AT(LEVEL_WARNING, STR("broken: \xff\n"));
	if (!logged(HEAD "\"event\":\"broken\","
			 "\"text\":\"broken: \\ufffd\\u000a\"}"))
		return 5;
	(void)log_begin(LEVEL_WARNING);
	log_name(STR("event"));
	LOG_ADD(STR("ab"));
	log_named();
	LOG_ADD(STR("c"));
	log_end();
	return logged(HEAD "\"event\":\"ab\",\"text\":\"abc\"}") &&
		logged_nothing() ?
	    0 :
	    6;
}

/*
 * An entry too long for one pipe write loses some of its text, but stays an
 * object.
 */
static int
is_bounded_in_json(void)
{
	struct buf *line;

	if (!begin())
		return 1;
	log_configure(false, LOG_TIME_YES, LOG_FORMAT_JSON);
	for (int i = 0; i < 8; i++) {
		line = log_begin(LEVEL_WARNING);
		LOG_ADD(STR("{name:javad}:"));
		log_name(STR("all"));
		for (int j = 0; j < i; j++)
			(void)BUF_CAT(line, STR("x"));
		while (BUF_CAT(line, STR("\x01\x02")))
			continue;
		log_named();
		log_end();
		if (!logged(HEAD "\"event\":\"javad\",\"name\":\"javad\","
				 "\"text\":\"javad:*\\u000*\"}"))
			return 2;
	}
	return logged_nothing() ? 0 : 3;
}

static int
says_in_json_what_was_lost(void)
{
	if (!begin() || !io_prepare(test.pipe[1]))
		return 1;
	log_configure(false, LOG_TIME_YES, LOG_FORMAT_JSON);
	(void)fill_pipe(test.pipe[1]);
	for (int i = 0; i < 7; i++)
		LOG(STR("lost"));
	(void)drain_pipe(test.pipe[0]);
	modules_alarm(ALARM_LOG);
	if (!logged(HEAD "\"event\":\"log\",\"lost\":7,"
			 "\"text\":\"log: 7 lines lost\"}"))
		return 2;
	return stats_get(SCORE_LOST) == 7 ? 0 : 3;
}

int
main(void)
{
	/* Cannot fail for these two. */
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	TAP_NUM(child_run(writes_lines), 0, "a line is written at once");
	TAP_NUM(child_run(has_a_time), 0, "with a time where it is wanted");
	TAP_NUM(
	    child_run(has_a_priority), 0, "systemd's journal gets a priority");
	TAP_NUM(child_run(has_names_in_json), 0, "JSON has what has a name");
	TAP_NUM(child_run(is_bounded_in_json), 0, "and is cut to a line");
	TAP_NUM(child_run(says_in_json_what_was_lost), 0,
	    "and counts what was lost");
	TAP_NUM(child_run(is_bounded), 0, "and is never longer than a line");
	TAP_NUM(child_run(never_blocks), 0, "lost lines are counted");
	TAP_NUM(child_run(never_blocks_where_it_could), 0,
	    "a full pipe that blocks does not stop it");
	TAP_NUM(child_run(outlives_its_reader), 0, "nor does a closed one");
	TAP_NUM(child_run(outlives_a_full_disk), 0, "nor a full disk");
	return tap_done();
}
