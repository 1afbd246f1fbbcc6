Guest = Struct.new(:name, :cake)

def slices_of(guest)
  guest.cake.fetch(:slices)
end

guests = [Guest.new('Ada', { slices: 2 }), Guest.new('Alan', {})]
guests.each { |guest| puts "#{guest.name} has #{slices_of(guest)}" }
