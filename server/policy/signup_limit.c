/* Accounts by the addresses they were registered from: see signup_limit.h. */
#include "policy/signup_limit.h"

#include "base/state/module.h"
#include "policy/origin_table.h"
#include "policy/origins.h"

#define DAY (86400 * SEC)

struct enrolment {
	struct origin origin;
	usec at[SIGNUP_LIMIT_MOST]; /* the last, oldest first; 0: none */
	unsigned under_way; /* not saved: signups_load reserves them again */
};

static struct origin_table enrolled = {
	.key = LIT("from"), .rows = 4096, .row_size = sizeof(struct enrolment)
};

static void
signup_limit_init(void)
{
	origin_table_init(&enrolled);
}

static struct enrolment *
signup_limit_find(const struct network *from)
{
	return origin_table_find(&enrolled, from, STR(""));
}

static struct enrolment *
get(const struct network *from)
{
	return origin_table_get(&enrolled, from, STR(""));
}

static bool
is_recent(usec at, usec now)
{
	return at != 0 && now - at < DAY;
}

bool
signup_limit_may(const char *peer, usec now)
{
	const struct network from = origins_of(peer);
	const struct enrolment *enrolment = signup_limit_find(&from);
	unsigned count;

	if (origins_is_exempt(peer) || enrolment == NULL)
		return true;
	count = enrolment->under_way;
	for (size_t i = 0; i < SIGNUP_LIMIT_MOST; i++)
		count += is_recent(enrolment->at[i], now);
	return count < SIGNUP_LIMIT_MOST;
}

static void
note(struct enrolment *enrolment, usec now)
{
	for (size_t i = 0; i + 1 < SIGNUP_LIMIT_MOST; i++)
		enrolment->at[i] = enrolment->at[i + 1];
	enrolment->at[SIGNUP_LIMIT_MOST - 1] = now;
}

void
signup_limit_reserve(const char *peer)
{
	const struct network from = origins_of(peer);

	if (!origins_is_exempt(peer))
		get(&from)->under_way++;
}

/*
 * Does nothing for an exempt address. The entry of an address may have been
 * forgotten meanwhile, and with it what was under way.
 */
void
signup_limit_settle(const char *peer, bool made, usec now)
{
	const struct network from = origins_of(peer);
	struct enrolment *enrolment = signup_limit_find(&from);

	if (enrolment != NULL && enrolment->under_way > 0)
		enrolment->under_way--;
	if (!made || origins_is_exempt(peer))
		return;
	note(get(&from), now);
}

/*
 * Writes "from NETWORK", and "ago MICROSECONDS" for each of its accounts,
 * oldest first.
 */
static void
save_enrolment(struct state *state, const struct enrolment *enrolment)
{
	if (!is_recent(enrolment->at[SIGNUP_LIMIT_MOST - 1], state->real))
		return;
	state_put_text(
	    state, STR("from"), NETWORK_STR(&enrolment->origin.from));
	for (size_t i = 0; i < SIGNUP_LIMIT_MOST; i++)
		if (is_recent(enrolment->at[i], state->real))
			state_put(
			    state, STR("ago"), state->real - enrolment->at[i]);
}

static void
signup_limit_save(struct state *state)
{
	const struct enrolment *enrolment;
	uint32_t at = 0;

	while ((enrolment = origin_table_walk(&enrolled, &at)) != NULL)
		save_enrolment(state, enrolment);
}

static void
signup_limit_load(struct state *state)
{
	struct enrolment *enrolment = NULL;
	uint64_t ago;

	while (state_next(state))
		if (state_is(state, enrolled.key))
			enrolment = origin_table_claim(&enrolled, state);
		else if (enrolment != NULL && state_is(state, STR("ago")) &&
		    state_number(state, DAY, &ago))
			note(enrolment,
			    state->real > ago ? state->real - ago : 1);
}

MODULE(signup_limit) = { .init = signup_limit_init,
	SECTION("enrolled", signup_limit, 0) };
