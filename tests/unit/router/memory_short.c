/*
 * The system has no more memory: who reads nothing has to go, as when queues
 * take too much, and who reads does not notice.
 */
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/base/mem/arena.h"
#include "server/router/model/slots.h"
#include "server/router/queue/outq.h"
#include "tests/lib/deadline.h"
#include "tests/lib/filler.h"
#include "tests/lib/must.h"
#include "tests/lib/pattern.h"
#include "tests/lib/proc.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/sane.h"
#include "tests/lib/router/stage.h"

#define LAZY 3
#define LETTERS 3700
#define MORE_KIB 3000 /* that the system still has */
#define ROUNDS 4000 /* far more than that */

static const struct config_option options[] = { { "max_clients", "20" },
	{ "queue_max", "64M" }, { NULL, NULL } };

static struct {
	struct puppet talker, reader;
	struct puppet lazy[LAZY];
	char last[LIMIT_LINE];
} test;

/* Makes further mappings fail soon. */
static bool
limit_memory(void)
{
	const long now = proc_status(getpid(), "VmSize");
	const rlim_t bytes = ((rlim_t)now + MORE_KIB) * 1024;
	const struct rlimit limit = { bytes, bytes };

	return now != -1 && setrlimit(RLIMIT_AS, &limit) == 0;
}

/* Two read, so that the three who do not are no half of the group. */
static bool
talk(void)
{
	char line[LIMIT_LINE];

	(void)snprintf(
	    line, sizeof(line), "send tea %s", filler(LETTERS)); /* fits */
	puppet_say(&test.talker, line);
	puppet_hear_all(&test.talker, test.last);
	if (!pattern_matches("msg * tea talker *", str_from(test.last)) &&
	    !pattern_matches("quit * lazy-* slow-reader", str_from(test.last)))
		return false;
	puppet_hear_all(&test.reader, test.last);
	return true;
}

static size_t
count_lazy(void)
{
	size_t count = 0;

	for (size_t i = 0; i < LAZY; i++)
		count += slots_get(test.lazy[i].slot)->state == SLOT_OPEN;
	return count;
}

int
main(void)
{
	struct puppet more[4];
	char name[16];
	bool good = true;

	if (!proc_is_there() || sanitized())
		tap_skip("the memory of this program cannot be limited");
	stage_begin(options);
	puppet_join(&test.talker, "talker", "tea");
	puppet_join(&test.reader, "reader", "tea");
	for (size_t i = 0; i < COUNT(more); i++) {
		(void)snprintf(name, sizeof(name), "more-%zu", i);
		puppet_join(&more[i], name, "tea");
	}
	for (size_t i = 0; i < LAZY; i++) {
		(void)snprintf(name, sizeof(name), "lazy-%zu", i);
		puppet_join(&test.lazy[i], name, "tea");
	}
	stage_turn();
	MUST(limit_memory(), "the memory cannot be limited");
	for (int i = 0; i < ROUNDS && good && count_lazy() > 0; i++) {
		good = talk();
		for (size_t k = 0; k < COUNT(more); k++)
			puppet_hear_all(&more[k], test.last);
		sane_check();
	}
	TAP_OK(good, "the talk goes on, without a gap");
	TAP_NUM(count_lazy(), 0, "who does not read has to go");
	puppet_hear_all(&test.lazy[0], test.last);
	TAP_OK(pattern_matches("bye slow-reader ...", str_from(test.last)),
	    "and is told so");
	TAP_OK(slots_get(test.talker.slot)->state == SLOT_OPEN &&
		slots_get(test.reader.slot)->state == SLOT_OPEN,
	    "nobody else goes");
	TAP_OK(!arena_is_short(), "then there is memory again");
	return tap_done();
}
