/*
 * Who may do what in which group, by its modes, its masks and one's role: a
 * question each, with no effect. Asked by the modules that run commands.
 */
#ifndef SERVER_ROUTER_MODEL_RIGHTS_H
#define SERVER_ROUTER_MODEL_RIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "shared/codes.h"
#include "shared/grammar.h"
#include "shared/str.h"

/*
 * May the client, who is not in it, join the group, with that key or an empty
 * one? CODE_OK, CODE_BANNED, CODE_INVITE_ONLY, CODE_BAD_KEY, CODE_GROUP_FULL.
 */
enum code rights_join(uint32_t client, uint32_t group, struct str key);

/*
 * May it say that there? CODE_OK, CODE_NOT_MEMBER, CODE_BANNED, CODE_MUTED;
 * CODE_NOT_ALLOWED: others may, but not such a text.
 */
enum code rights_speak(uint32_t client, uint32_t group, struct str text);

/* Returns the code of rights_speak in the group that its command names. */
enum code rights_speak_by(
    uint32_t client, const struct command *command, struct str text);

/*
 * Returns CODE_BANNED or CODE_MUTED if a mask of the group matches the client
 * and it has no role there; otherwise CODE_OK, whatever the modes are.
 */
enum code rights_silenced(uint32_t client, uint32_t group);

/*
 * Returns CODE_OK if the client may take that name, or why not: CODE_BANNED or
 * CODE_MUTED, with the first of its groups in which it may not speak. Masks
 * would no longer match it there, and under m the name itself could say
 * anything; the name of its account says nothing new, so m allows that.
 */
enum code rights_rename(uint32_t client, struct str name, uint32_t *group);

/* Does it see that the group is there, and who is in it? */
bool rights_see(uint32_t client, uint32_t group);

/* Its roles there, as letters: "o", "v", "ov"; "-" for none. */
struct str rights_letters(uint32_t client, uint32_t group);

/* CODE_OK, CODE_NO_SUCH_GROUP, CODE_NOT_MEMBER, CODE_NOT_OPERATOR. */
enum code rights_operate(uint32_t client, uint32_t group);

#endif
