key,value
format,crm-clv 1
method,paretonbd
unit,day
r,0.5
alpha,30
s,1.6
beta,12
spend,none
end,crm-clv 1
