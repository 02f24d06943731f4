-- Opens a definition with a mistake as a user would, prints what Neovim shows, corrects it, and sees that it is gone.
local function wait(what)
  if not vim.wait(20000, what, 20) then
    print('nothing came')
    vim.cmd('cquit')
  end
end
vim.cmd('edit broken.asl.json')
wait(function() return #vim.diagnostic.get(0) > 0 end)
for _, d in ipairs(vim.diagnostic.get(0)) do
  print((d.lnum + 1) .. ':' .. (d.col + 1) .. ': ' .. d.message)
end
vim.api.nvim_buf_set_text(0, 5, 15, 5, 19, { 'Last' })
wait(function() return #vim.diagnostic.get(0) == 0 end)
print('no mistakes')
vim.cmd('qall!')
