/*
 * All clients can hear of 65,536 keys: when there are as many, a client still
 * gets others in place of its own, but no more of them.
 */
#include <stdio.h>

#include "server/base/mem/limits.h"
#include "server/router/people/people.h"
#include "tests/lib/must.h"
#include "tests/lib/router/puppet.h"
#include "tests/lib/router/stage.h"

#define MOST 65536

int
main(void)
{
	static struct puppet ali;
	char key[16];

	stage_begin((const struct config_option[]) { { NULL, NULL } });
	puppet_join(&ali, "ali", "yard");
	puppet_say(&ali, "hear a b");
	TAP_OK(puppet_hears(&ali, "ok hear"), "there is room");
	/* Client numbers that nobody has hear of all that is left. */
	for (size_t i = 0; watches_count(WORDS_HEARD) < MOST; i++) {
		(void)snprintf(key, sizeof(key), "k%zu", i % LIMIT_KEYS);
		MUST(watches_add(WORDS_HEARD,
			 (uint32_t)(CLIENTS_MAX - 1 - i / LIMIT_KEYS),
			 str_from(key)),
		    "no room");
	}
	puppet_say(&ali, "hear c d");
	TAP_OK(puppet_hears(&ali, "ok hear"), "others replace them");
	puppet_say(&ali, "hear c d e");
	TAP_OK(puppet_hears(&ali,
		   "err hear too-many clients already "
		   "subscribe to too many keys"),
	    "there is no room for one more");
	return tap_done();
}
