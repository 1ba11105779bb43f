/*
 * The keeper, as the parent has it: where its file is, from when on it is
 * there, and that it lives. Without a directory it is made when somebody first
 * wants it, and what it keeps lasts as long as the server. Called by helpers.c.
 */
#ifndef SERVER_ACCEPT_KEEPING_H
#define SERVER_ACCEPT_KEEPING_H

#include <stdint.h>

#include "base/config.h"
#include "base/state.h"
#include "router/asking.h"
#include "shared/error.h"

/* As those of helpers.h. */
bool keeping_look(const struct config *config, struct error *why);
bool keeping_prepare(const struct config *config, struct error *why);
void keeping_use(void);
void keeping_undo(void);
void keeping_turn(void);
void keeping_reaped(uint32_t slot);
void keeping_stop(void);
void keeping_renew(void);

/*
 * Has the keeper write what it keeps so that programs read it which do not know
 * the checksum: see queries_ask. Where nothing is kept that is done at once.
 */
bool keeping_suit_older(uint32_t *ticket, struct asking_answer *answer);

/* What of it goes to the next program (base/state.h), and back. */
void keeping_save(struct state *state);
void keeping_load(struct state *state);

/* There: the lock of the directory is held by this process. */
void keeping_take(void);

/* A server that ends gives up the directory. */
void keeping_close(void);

#endif
