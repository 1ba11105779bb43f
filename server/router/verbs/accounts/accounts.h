/*
 * Accounts: who makes one, and who is logged in to one. What takes time is
 * asked of the keeper (keeper_client.h), and who is logged in as whom is with
 * client_identity.h. Wrong secrets are counted as wrong passwords are
 * (policy/auth_backoff.h). Called by commands.c, login.c, and who keeps the
 * keeper.
 */
#ifndef SERVER_ROUTER_VERBS_ACCOUNTS_ACCOUNTS_H
#define SERVER_ROUTER_VERBS_ACCOUNTS_ACCOUNTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/state/state.h"
#include "router/delivery/answers.h"
#include "shared/grammar.h"
#include "shared/str.h"

/* A client goes. */
void accounts_go(uint32_t client);

/*
 * Parts of these, for sasl_login.c: may it say a secret; is what it said last,
 * which was wrong, not answered; and what is said of a wrong one, of that
 * account, when that is due. The log has why.
 */
bool accounts_may_say(uint32_t client);
bool accounts_is_denied(uint32_t client);
enum outcome accounts_deny(
    uint32_t client, struct str verb, struct str account, struct str why);
enum outcome accounts_answer_denied(uint32_t client, struct str verb);

/*
 * What login and oper are: is that the secret of that account? Then is_right,
 * with the account's name as it is spelled, has to answer.
 */
typedef enum outcome accounts_right(
    uint32_t client, const struct command *command, struct str account);
enum outcome accounts_check(
    uint32_t client, const struct command *command, accounts_right *is_right);

/*
 * Returns whether the client may change to that account, or to none (empty),
 * under profile_rate, and charges the rate. Always true for a client without a
 * name, since nobody is told, and for the account that it has.
 */
bool accounts_may_set(uint32_t client, struct str account);

/* It is logged in to that account from now on; empty: to none. */
void accounts_set(uint32_t client, struct str account);

/* Nobody is logged in to that account any more. */
void accounts_end(struct str account);

/* An account that the name is kept for, which is not the client's; or empty. */
struct str accounts_reserved(uint32_t client, struct str name);

/*
 * What of clients goes to the next program (base/state/state.h), and one line
 * of it back: *client is the one that the last line has named, CLIENT_NONE at
 * first. Called by account_feed.c, whose section that is.
 */
void accounts_save(struct state *state);
void accounts_load_line(struct state *state, uint32_t *client);

#endif
