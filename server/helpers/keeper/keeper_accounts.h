/*
 * The keeper's questions about accounts and their secrets (keeper_work.h).
 * Questions with a secret are slow: the keeper computes a hash. Each function
 * adds the rest of its answer to the job, and returns CODE_OK, or why it is
 * refused.
 */
#ifndef SERVER_HELPERS_KEEPER_KEEPER_ACCOUNTS_H
#define SERVER_HELPERS_KEEPER_KEEPER_ACCOUNTS_H

#include <stdbool.h>

#include "helpers/keeper/keeper_job.h"
#include "shared/codes.h"
#include "shared/str.h"

/* Returns whether the text may be a secret. */
bool keeper_accounts_can_be_secret(struct str text);

/* Make an account, check its secret, change that, set its flags, remove it. */
enum code keeper_accounts_make(struct keeper_job *job);
enum code keeper_accounts_check(struct keeper_job *job);
enum code keeper_accounts_change(struct keeper_job *job);
enum code keeper_accounts_flags(struct keeper_job *job);
enum code keeper_accounts_remove(struct keeper_job *job);

/* Check a secret by SASL: PLAIN, and the two steps of SCRAM. */
enum code keeper_accounts_plain(struct keeper_job *job);
enum code keeper_accounts_scram(struct keeper_job *job);
enum code keeper_accounts_step(struct keeper_job *job);

#endif
