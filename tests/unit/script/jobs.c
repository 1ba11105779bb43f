/* client/script/jobs, what waits: by rank, and within a rank in order. */
#include "client/script/jobs.h"

#include "tests/lib/tap.h"

static struct backlog backlog;

static void
expect(const char *line)
{
	TAP_STR(backlog_next(&backlog), str_from(line), "next is %s", line);
	backlog_drop(&backlog);
}

int
main(void)
{
	char line[] = "changed later";

	TAP_OK(backlog_next(&backlog).at == NULL, "it is empty");
	backlog_add(&backlog, 1, STR("b1"));
	backlog_add(&backlog, 1, STR("b2"));
	backlog_add(&backlog, 0, STR("a1"));
	expect("a1");
	expect("b1");
	backlog_add(&backlog, 2, STR("c1"));
	backlog_add(&backlog, 0, STR("a2"));
	backlog_add(&backlog, 0, STR("a3"));
	backlog_add(&backlog, 1, STR("b3"));
	TAP_NUM(backlog.count, 5, "so many wait");
	expect("a2");
	expect("a3");
	expect("b2");
	expect("b3");
	expect("c1");
	TAP_OK(backlog_next(&backlog).at == NULL, "it is empty again");

	backlog_add(&backlog, BACKLOG_RANKS + 7, STR("last"));
	backlog_add(&backlog, BACKLOG_RANKS - 1, STR("after"));
	backlog_add(&backlog, BACKLOG_RANKS - 2, str_from(line));
	line[0] = 'X';
	expect("changed later");
	expect("last");
	backlog_free(&backlog);
	TAP_NUM(backlog.count, 0, "all is forgotten");
	TAP_OK(backlog_next(&backlog).at == NULL, "and gone");
	return tap_done();
}
