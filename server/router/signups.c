/* Accounts in the making: see signups.h. */
#include "router/signups.h"

#include "base/arena.h"
#include "base/limits.h"
#include "base/looks.h"
#include "base/rows.h"
#include "base/ticks.h"
#include "policy/enrolled.h"
#include "router/clients.h"
#include "shared/addr.h"
#include "shared/limits.h"

/* More than the keeper takes at once (helpers/keeper_queue.h). */
#define SIGNUPS 512

struct signup {
	uint32_t client; /* CLIENT_NONE: it waits no more */
	uint64_t number; /* of the question; 0: the keeper was not asked */
	uint8_t len; /* 0: the row is free */
	char name[LIMIT_NAME];
	char peer[ADDR_TEXT]; /* whose place it takes */
};

/* To be saved: nothing; the commands that wait are run again. */
static struct {
	struct signup *at;
	struct rows rows;
	struct looks looks;
} signups;

bool
signups_init(void)
{
	signups.at = arena_table(SIGNUPS, sizeof(*signups.at));
	return signups.at != NULL && rows_init(&signups.rows, SIGNUPS) &&
	    looks_init(&signups.looks, SIGNUPS);
}

static struct str
name_of(const struct signup *signup)
{
	return (struct str) { signup->name, signup->len };
}

struct str
signups_like(struct str name)
{
	uint32_t row = LOOKS_NONE;

	if (rows_used(&signups.rows) > 0)
		row = looks_find(&signups.looks, name, LOOKS_NONE);
	return row == LOOKS_NONE ? (struct str) { NULL, 0 } :
				   name_of(&signups.at[row]);
}

/* The client's; or null. */
static struct signup *
find(uint32_t who)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++)
		if (signups.at[row].len > 0 && signups.at[row].client == who)
			return &signups.at[row];
	return NULL;
}

bool
signups_begin(uint32_t who, struct str name)
{
	const uint32_t row = rows_take(&signups.rows);
	struct signup *signup;

	if (row == ROWS_NONE)
		return false;
	signup = &signups.at[row];
	*signup = (struct signup) { .client = who, .len = (uint8_t)name.len };
	memcpy(signup->name, name.at, name.len);
	memcpy(signup->peer, clients_get(who)->peer, sizeof(signup->peer));
	looks_add(&signups.looks, row, name_of(signup));
	enrolled_reserve(signup->peer);
	return true;
}

static void
end(struct signup *signup, bool made)
{
	const uint32_t row = (uint32_t)(signup - signups.at);

	enrolled_settle(signup->peer, made, ticks_mono());
	looks_drop(&signups.looks, row);
	signup->len = 0;
	rows_give(&signups.rows, row);
}

void
signups_asked(uint32_t who, uint64_t number)
{
	struct signup *signup = find(who);

	if (signup != NULL)
		signup->number = number;
}

void
signups_go(uint32_t who)
{
	struct signup *signup = rows_used(&signups.rows) > 0 ? find(who) : NULL;

	if (signup != NULL && signup->number == 0)
		end(signup, false);
	else if (signup != NULL)
		signup->client = CLIENT_NONE;
}

void
signups_answered(uint64_t number, bool made)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++)
		if (signups.at[row].len > 0 &&
		    signups.at[row].number == number) {
			end(&signups.at[row], made);
			return;
		}
}

void
signups_keeper_begins(void)
{
	for (uint32_t row = 0; row < signups.rows.ever; row++) {
		struct signup *signup = &signups.at[row];
		signup->number = 0; /* it is asked anew, if it still waits */
		if (signup->len > 0 && signup->client == CLIENT_NONE)
			end(signup, false);
	}
}
