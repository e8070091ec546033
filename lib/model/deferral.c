#include "model/deferral.h"

double
deferral_allocated(double price, double goods, double points)
{
	return price * points / (goods + points);
}

double
deferral_recognised(double allocated, double redeemed, double expected)
{
	return redeemed >= expected ? allocated
				    : allocated * redeemed / expected;
}
