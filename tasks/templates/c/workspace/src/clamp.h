/* Numbers within bounds. */

#ifndef CLAMP_H
#define CLAMP_H

/* `number`, or the bound that it is beyond. */
long clamp(long number, long low, long high);

#endif
