/* What /help says of the client itself. Constants; used by the chat. */
#ifndef CLIENT_PERSON_HELP_H
#define CLIENT_PERSON_HELP_H

#include "shared/str.h"

/* Line number i, from 0; empty behind the last. */
struct str help_line(size_t i);

#endif
