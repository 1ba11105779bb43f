/*
 * router/self/watches: however many clients watch as many names as they can,
 * the next one can watch some, too.
 */
#include "router/self/self.h"

#include "shared/buf.h"
#include "tests/lib/router/stage.h"
#include "tests/lib/tap.h"

#define CLIENTS 1000 /* max_clients */
#define NAMES 100

static unsigned
watch_all(conn_id who)
{
	char room[32];
	struct buf name;
	unsigned count = 0;

	for (unsigned i = 0; i < NAMES; i++) {
		buf_init(&name, room, sizeof(room));
		(void)BUF_CAT(&name, STR("n"), DECIMAL(i));
		count += watches_add(WORDS_WATCHED, who, buf_str(&name));
	}
	return count;
}

int
main(void)
{
	static const struct config_option none[] = { { NULL, NULL } };
	unsigned least = NAMES;

	stage_begin(none);
	for (uint32_t client = 0; client < CLIENTS; client++) {
		const unsigned count = watch_all((conn_id) { client });
		least = count < least ? count : least;
	}
	TAP_OK(least > 60, "each of a thousand has %u", least);
	for (uint32_t client = 0; client < CLIENTS; client++)
		watches_drop(WORDS_WATCHED, (conn_id) { client });
	TAP_NUM(watches_count(WORDS_WATCHED), 0, "and none when they end");
	return tap_done();
}
