/*
 * Who clients are, beside their names: the user and the host that others see,
 * the real name, the account that they are logged in to, whether they are away,
 * and whether they want events in full. A row for each client of clients.c, as
 * long as that has it. Used by the modules that run commands.
 */
#ifndef SERVER_ROUTER_MODEL_CLIENT_IDENTITY_H
#define SERVER_ROUTER_MODEL_CLIENT_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/state/state.h"
#include "shared/clock.h"
#include "shared/limits.h"
#include "shared/names.h"
#include "shared/str.h"

/* What one says of oneself by a letter (a mask). */
enum {
	FLAG_BOT = 1 << 0, /* B: it is a program */
	FLAG_HIDDEN =
	    1 << 1, /* i: who shares no group finds it by name alone */
	FLAG_ALARMS = 1 << 2 /* w: it wants what operators say to all */
};

/* What it has been told that it can do about accounts (a mask): auth_methods.h.
 */
enum {
	OFFER_ASKED = 1 << 0, /* it has asked, and is told of changes */
	OFFER_PLAIN = 1 << 1,
	OFFER_SCRAM = 1 << 2,
	OFFER_EXTERNAL = 1 << 3,
	OFFER_REGISTER = 1 << 4,
	OFFER_ENROLL = 1 << 5,
	OFFERS = (1 << 6) - 1
};

/* Room for what stands for one in a full event, and its NUL. */
#define IDENTITY_ACTOR (LIMIT_ACTOR + 1)

/* What stands for the server's operator. */
#define IDENTITY_OPERATOR NAME_OPERATOR "!" NAME_OPERATOR "@server!*!-"

/* A new client; one of a state; one that goes. */
void identity_new(uint32_t client);
void identity_restore(uint32_t client);
void identity_clear(uint32_t client);

/* It comes from elsewhere than it seemed: its peer has changed. */
void identity_moved(uint32_t client);

/* There is another secret for hosts (policy/cloak.h). */
void identity_forget_hosts(void);

/* Its name has changed. */
void identity_renamed(uint32_t client);

/*
 * NAME!USER@HOST!ACCOUNT!FLAGS, which stays until something of it changes, and
 * NAME!USER@HOST, its beginning.
 */
struct str identity_actor(uint32_t client);
struct str identity_mask(uint32_t client);

/*
 * Has anybody asked for its host? And as identity_actor, but that a host that
 * nobody has asked for is missing behind the @; until the next call.
 */
bool identity_has_host(uint32_t client);
struct str identity_actor_so_far(uint32_t client);

/* Parts of that; an account is empty if it is logged in to none. */
struct str identity_user(uint32_t client);
struct str identity_host(uint32_t client);
struct str identity_account(uint32_t client);
void identity_set_account(uint32_t client, struct str account);

/*
 * Who is logged in to that account, one by one: *cursor is IDENTITY_FIRST at
 * first; CLIENT_NONE when that was all. They may be logged out meanwhile.
 */
#define IDENTITY_FIRST (UINT32_MAX - 1)
uint32_t identity_next_with_account(struct str account, uint32_t *cursor);

/* What it says of itself; without a word of its own its name. */
struct str identity_real(uint32_t client);
void identity_set_user(uint32_t client, struct str user);
void identity_set_real(uint32_t client, struct str real);

unsigned identity_flags(uint32_t client);
void identity_set_flags(uint32_t client, unsigned flags);

/* The letters of some flags, or "-"; and the flag of a letter, or 0. */
struct str identity_letters(unsigned flags, char room[LIMIT_FLAGS]);
unsigned identity_flag(char letter);

/*
 * Why it is away; empty: it is here. To be away is false where there is no
 * memory, and nothing has changed then.
 */
struct str identity_away(uint32_t client);
bool identity_set_away(uint32_t client, struct str text);

/* Does it want events in full? groups.c counts them: groups_want. */
bool identity_want_full(uint32_t client);
void identity_set_full(uint32_t client, bool full);

/* What was offered to it last; 0: it has not asked. */
unsigned identity_offers(uint32_t client);
void identity_set_offers(uint32_t client, unsigned offers);

/* Of those whom it watches, more than that they come and go? */
bool identity_want_all(uint32_t client);
void identity_set_all(uint32_t client, bool all);

/* Since when it is here, as an event's ID; and for how long it said nothing. */
uint64_t identity_signed(uint32_t client);
usec identity_idle(uint32_t client);
void identity_speak(uint32_t client);

/*
 * What of one goes to the next program (base/state/state.h), among the lines of
 * its client; and back: a line of these, or of none.
 */
void identity_save(struct state *state, uint32_t client);
void identity_load(struct state *state, uint32_t client);

#endif
