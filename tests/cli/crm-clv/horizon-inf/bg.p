key,value
format,crm-clv 1
method,bgnbd
unit,day
r,0.5
alpha,30
a,1.8
b,2.4
spend,none
end,crm-clv 1
